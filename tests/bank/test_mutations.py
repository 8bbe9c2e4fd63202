"""Whatever happens to one byte of a good file: it is refused, or nothing that counts has changed.

What a file alone cannot prove: the oldest amount of a CSV, which its own balance follows from (the chain of
statements proves it), days, which no sum covers, and an entry of nothing.
"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paycards.bank.own_accounts import OwnAccounts
from paycards.bank.statement import BankFile
from paycards.demo.banks import csv_export
from paycards.demo.banks.bai2 import bai2
from paycards.demo.banks.camt053 import camt053
from paycards.demo.banks.mt940 import mt940
from paycards.errors import FileRefused
from paycards.settings.bank_account import BankAccount
from tests.bank.made import booked, read

EXAMPLES = settings().max_examples
BOOKED = [booked(123456, -2500, 0, 700, 700), booked(-100, 31, opening_pence=130756 + 1600, number=2)]
GOOD = [
    camt053(BOOKED, 2),
    camt053(BOOKED, 8),
    mt940(BOOKED),
    mt940(BOOKED, lines_a_page=2),
    bai2(BOOKED),
    csv_export.lloyds(BOOKED[0]),
    csv_export.natwest(BOOKED[0]),
]
ODD = b' 0159-+_.,"/\r\n\x1a\x00\x80CDR:<>&;%'
OURS = OwnAccounts([BankAccount(code="MAIN", sort_code="000471", account_number="00004471")], {})


def taken(data: bytes) -> BankFile | None:
    """What would be taken at once; a statement of which a page is missing waits."""
    try:
        file = read(data)
        for statement in file.statements:
            OURS.owner(statement, file.format)
    except FileRefused:
        return None
    return None if any(statement.missing_pages for statement in file.statements) else file


def sizes(file: BankFile) -> list[object]:
    """What no accepted change may touch."""
    is_csv = file.format.startswith("CSV")
    found: list[object] = []
    for each in file.statements:
        amounts = sorted(entry.amount_pence for entry in each.entries if entry.status == "BOOK")
        assert not (each.opening and each.closing) or each.opening.pence + sum(amounts) == each.closing.pence
        if is_csv:
            oldest = each.entries[-1 if file.format.endswith("lloyds-online") else 0]
            amounts.remove(oldest.amount_pence)
        opening = None if is_csv else each.opening and each.opening.pence
        found.append((opening, each.closing and each.closing.pence, [pence for pence in amounts if pence]))
    return found


@st.composite
def changed(draw: st.DrawFn) -> tuple[int, bytes]:
    which = draw(st.integers(0, len(GOOD) - 1))
    data = GOOD[which]
    place = draw(st.integers(0, len(data) - 1))
    odd = bytes([draw(st.sampled_from(ODD))])
    kinds = (
        data[:place] + data[place + 1 :],
        data[:place] + odd + data[place:],
        data[:place] + odd + data[place + 1 :],
    )
    return which, draw(st.sampled_from(kinds))


@settings(max_examples=10 * EXAMPLES, suppress_health_check=list(HealthCheck))
@given(changed())
def test_a_changed_byte_is_refused_or_harmless(change: tuple[int, bytes]) -> None:
    which, data = change
    good, file = taken(GOOD[which]), taken(data)
    assert good is not None
    if file is not None:
        assert sizes(file) == sizes(good)


@given(st.integers(0, 6), st.integers(0, 10**6))
def test_a_file_that_was_cut_short_is_refused_or_whole_statements_or_rows(which: int, at: int) -> None:
    data = GOOD[which]
    good, file = taken(data), taken(data[: at % len(data)])
    assert good is not None
    if file is not None and file.format.startswith("CSV"):
        assert len(file.entries) <= len(good.entries)  # the chain of statements tells
    elif file is not None:
        whole = [(s.opening, s.closing, len(s.entries)) for s in good.statements]
        for statement in file.statements:
            assert (statement.opening, statement.closing, len(statement.entries)) in whole
