"""The accounts extract: the nightly list from a housing or revenues system, read and checked.

One row an account, in the columns of COLUMNS. A reference is printable ASCII, as in every
supplier's file. A positive balance is owed to the council.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paycards.lists.number_checks import find_wrong_references
from paycards.lists.reading import (
    Check,
    Fault,
    date_or_none,
    find_faults,
    find_repeats,
    is_date_or_empty,
    matches,
    one_of,
    read_list,
    refuse,
    row_numbers,
)
from paycards.reconcile.payments.references import match_form, normalised_form
from paycards.settings import Settings
from paycards.store.folding import found_by

if TYPE_CHECKING:
    import pandas as pd

PERSONAL = (
    *("customer_ref", "title", "forenames", "surname", "address_1", "address_2", "address_3"),
    *("town", "postcode", "email", "phone"),
)
COLUMNS = (
    *("council", "fund", "reference", "status", "balance_pence"),
    *PERSONAL,
    *("opened_on", "closed_on"),
)
KEY = ["council", "fund", "match_reference"]

CHECKS = (
    Check("reference", matches(r"[ -~]*[!-~][ -~]*"), "printable ASCII and not blank"),
    Check("status", one_of(("open", "former", "closed")), "open, former or closed"),
    Check("balance_pence", matches(r"-?[0-9]{1,18}"), "whole pence: digits, with - before a credit"),
    Check("opened_on", is_date_or_empty, "a date as YYYY-MM-DD, or empty"),
    Check("closed_on", is_date_or_empty, "a date as YYYY-MM-DD, or empty"),
    *(
        Check(
            column,
            lambda values: ~values.str.contains("\0", regex=False).astype(bool),
            "text without NUL characters",
            shown=lambda _: "damaged",  # personal data is not repeated
        )
        for column in PERSONAL
    ),
)


@dataclass(frozen=True)
class Extract:
    """An extract that was read. `accounts` holds the good rows.

    `accounts` has council, row_no (int64), match_reference, normalised_reference, found_by and the columns
    of the extract: balance_pence is int64, the dates are ISO text or None, all else is text.
    `funds` are the (council, fund) that stand in it; `skipped_keys` are the (council, fund, match
    reference) that bad rows name: in the extract, but not loaded. `shapes` are what the references of
    each council were checked with, as the settings say it.
    """

    name: str
    sha256: str
    accounts: pd.DataFrame
    funds: frozenset[tuple[str, str]]
    skipped_keys: frozenset[tuple[str, str, str]]
    skipped: tuple[Fault, ...]
    shapes: Mapping[str, list[dict[str, object]]]

    @property
    def councils(self) -> list[str]:
        """The codes of the councils that it tells of."""
        return sorted({code for code, _ in self.funds})


def read_extract(settings: Settings, name: str, data: bytes, *, skip_bad: bool = False) -> Extract:
    """Read an extract. Raises BadRows with every bad row, unless they are to be skipped."""
    rows, faults = read_list(name, data, COLUMNS)
    rows["match_reference"] = [match_form(reference) for reference in rows["reference"].tolist()]
    faults += _wrong_funds(settings, rows)
    faults += find_faults(rows, CHECKS)
    faults += _wrong_references(settings, rows[~rows.index.isin(row_numbers(faults))])
    faults += find_repeats(rows[rows["match_reference"] != ""], KEY, "this council, fund and reference")
    skipped = refuse(name, faults, skip_bad=skip_bad)
    bad = rows.index.isin(row_numbers(skipped))
    return Extract(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        accounts=_converted(rows[~bad]),
        funds=_known_funds(settings) & set(rows[["council", "fund"]].itertuples(index=False, name=None)),
        skipped_keys=frozenset(rows.loc[bad, KEY].itertuples(index=False, name=None)),
        skipped=skipped,
        shapes={
            council.code: [shape.model_dump(mode="json") for shape in council.references]
            for council in settings.councils
        },
    )


def _wrong_funds(settings: Settings, rows: pd.DataFrame) -> Iterator[Fault]:
    """Find the rows of councils that there are not, and of funds that their council does not have."""
    codes = [council.code for council in settings.councils]
    yield from find_faults(
        rows, [Check("council", one_of(codes), f"{' or '.join(codes)}, as in the settings")]
    )
    for council in settings.councils:
        check = Check("fund", one_of(council.funds), f"{' or '.join(council.funds)}, as in the settings")
        yield from find_faults(rows[rows["council"] == council.code], [check])


def _wrong_references(settings: Settings, rows: pd.DataFrame) -> Iterator[Fault]:
    for council in settings.councils:
        yield from find_wrong_references(council, rows[rows["council"] == council.code])


def _known_funds(settings: Settings) -> frozenset[tuple[str, str]]:
    return frozenset((council.code, fund) for council in settings.councils for fund in council.funds)


def _converted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        row_no=rows.index,
        normalised_reference=[normalised_form(reference) for reference in rows["reference"].tolist()],
        balance_pence=rows["balance_pence"].astype("int64"),
        opened_on=date_or_none(rows["opened_on"]),
        closed_on=date_or_none(rows["closed_on"]),
        found_by=found_by(rows),
    )
