"""The list of cards, and a supplier's cross reference in the same columns: read and checked.

A list names each card's account; the reference of a cross reference has yet to be looked up.
Card numbers are never shown whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from paycards.access.contracts import ContractRow
from paycards.access.ownership import owners
from paycards.channels.catalogue import Layouts
from paycards.channels.decoded import Decoded
from paycards.channels.reading import read_file
from paycards.errors import FileRefused
from paycards.issue.card_life import STATES
from paycards.issue.card_number import LONGEST, SHORTEST
from paycards.lists.checks import (
    Check,
    Fault,
    date_or_none,
    find_faults,
    find_repeats,
    is_date_or_empty,
    matches,
    one_of,
    reference_checks,
)
from paycards.lists.reading import ListRead, read_list
from paycards.lists.typed_cells import EXACT_DIGITS
from paycards.lists.visible_text import ending
from paycards.settings.installation import Settings

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("council", "fund", "account_reference", "card_number", "status", "issued_on")

NUMBER = Check("card_number", matches(f"[0-9]{{{SHORTEST},{LONGEST}}}"), "13 to 24 digits", shown=ending)
CHECKS = (
    Check("fund", matches("[a-z][a-z0-9_]{0,39}"), "a fund of the settings, such as rent"),
    *reference_checks("account_reference"),
    NUMBER,
    Check("status", one_of(STATES), f"one of {', '.join(STATES)}"),
    Check("issued_on", is_date_or_empty, "a date as YYYY-MM-DD, or empty"),
)


def is_cross_reference(name: str) -> bool:
    """Tell a supplier's cross reference from a list of cards, by the extension."""
    return name.upper().endswith(".CRF")


def read_card_list(settings: Settings, name: str, data: bytes) -> ListRead:
    """Read a list of cards: the text columns COLUMNS, row_no, and all faults.

    Dates are ISO text or None; the index is the row number, as is row_no. Rows with a fault are
    in it too. Raises BadRows for a list that cannot be trusted at all.
    """
    read = read_list(name, data, COLUMNS)
    rows, faults = read.rows, read.faults
    codes = [council.code for council in settings.councils]
    council = Check("council", one_of(codes), f"{' or '.join(codes)}, as in the settings")
    faults += find_faults(rows, (council, *CHECKS), read.told)
    faults += find_repeats(rows, ["council", "card_number"], "this card number", read.told)
    faults += _rounded(rows["card_number"])
    rows = rows.assign(row_no=rows.index, issued_on=date_or_none(rows["issued_on"]))
    return ListRead(rows, faults, read.notes, read.told)


def _rounded(numbers: pd.Series[str]) -> list[Fault]:
    """Find long numbers that end in zeros, where so many do that a spreadsheet has rounded them."""
    long = numbers[numbers.str.fullmatch(f"[0-9]{{{EXACT_DIGITS + 2},{LONGEST}}}").astype(bool)]
    rounded = long[long.str.fullmatch(f"[0-9]{{{EXACT_DIGITS}}}0+").astype(bool)]
    if len(rounded) < 2 or len(rounded) * 10 <= len(long):
        return []
    what = f"a spreadsheet has rounded it to {EXACT_DIGITS} digits: export the card numbers as text"
    places = zip(rounded.index.tolist(), rounded.tolist(), strict=True)
    return [(number, f"card_number is {ending(card_number)}: {what}") for number, card_number in places]


def read_cross_reference(
    name: str, data: bytes, contracts: Iterable[ContractRow], layouts: Layouts
) -> tuple[ContractRow, Decoded, pd.DataFrame, list[Fault]]:
    """Read a cross reference: its contract, all of it, its rows, its faults.

    The rows have the columns card_number, client_reference, change and row_no. Rows are counted as
    records. Raises FileRefused if it is damaged or no one contract's.
    """
    contract = _owner(name, data, list(contracts), layouts)
    channel = layouts.for_channel(contract.terms.channel)
    decoded = read_file(name, data, channel, reference_prefix=contract.terms.reference_prefix)
    if decoded.kind != "cards" or decoded.frame is None:
        raise FileRefused(f"{name} is not a cross reference: it holds {decoded.kind}")
    rows = decoded.frame.rename(columns={"row": "row_no"})
    rows = rows.set_index("row_no", drop=False).rename_axis(None)
    faults = find_faults(rows, [NUMBER]) + find_repeats(rows, ["card_number"], "this card number")
    return contract, decoded, rows, faults


def _owner(name: str, data: bytes, contracts: list[ContractRow], layouts: Layouts) -> ContractRow:
    found = {contract.terms.code: contract for contract, _ in owners(name, data, contracts, layouts)}
    if len(found) != 1:
        whose = f"it could be of {' or '.join(sorted(found))}" if found else "no contract has its client code"
        raise FileRefused(f"it is not clear whose cross reference this is, {whose}", 0, "file name", name)
    return next(iter(found.values()))
