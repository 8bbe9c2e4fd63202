"""Reads a bank's CSV export by a mapping: one statement for each account in it.

A running balance proves direction and completeness: from each row to the next it moves by the amount of the
later one. Exactly one direction may fit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from paycards.bank.accounts import read_account
from paycards.bank.csv_cells import OPEN_IN_A_SPREADSHEET, csv_amount, csv_day, is_spoiled
from paycards.bank.csv_rows import Row, rows
from paycards.bank.notes import Notes
from paycards.bank.statement import AccountId, Balance, Entry, Statement
from paycards.bank.values import code, folded
from paycards.errors import FileRefused
from paycards.money import to_pounds
from paycards.settings.bank_account import Column, CsvMapping

CREDIT_MARKS = ("C", "CR", "+", "Credit")
DEBIT_MARKS = ("D", "DR", "-", "Debit")


@dataclass(frozen=True)
class Line:
    """A row, read: its entry, and the balance after it, where the export has one."""

    row: Row
    entry: Entry
    booked_on: dt.date
    balance_pence: int | None


def read_csv(text: str, mapping: CsvMapping, notes: Notes) -> list[Statement]:
    """The statements of an export. Raises FileRefused."""
    accounts: dict[AccountId, list[Line]] = {}
    for place, row in enumerate(rows(text, mapping), start=1):
        notes.begin(place)
        account = _account(row, mapping, notes)
        accounts.setdefault(account, []).append(_line(row, place, mapping, notes))
    notes.begin(0)
    if not accounts:
        raise FileRefused("nothing is read of it: it names no account, day or balance")
    return [
        _statement(account, place, lines, mapping)
        for place, (account, lines) in enumerate(accounts.items(), start=1)
    ]


def _account(row: Row, mapping: CsvMapping, notes: Notes) -> AccountId:
    if not mapping.account:
        return AccountId()
    place = row.place(*mapping.account)
    cells = [row.cells[column].strip().lstrip("'").strip() for column in mapping.account]
    account = notes.read(place, " ".join(cells), read_account, "account")
    if not account.account_number and not account.iban:
        raise notes.refused(place, f"not an account; perhaps {OPEN_IN_A_SPREADSHEET}", " ".join(cells))
    return AccountId(account.sort_code, account.account_number, account.iban)


def _line(row: Row, place: int, mapping: CsvMapping, notes: Notes) -> Line:
    for column, cell in row.cells.items():
        if is_spoiled(cell):
            raise notes.refused(row.place(column), OPEN_IN_A_SPREADSHEET, cell)
    day = notes.read(
        row.place(mapping.date),
        row.cells[mapping.date],
        lambda text: csv_day(text, mapping.date_form),
        "booked_on",
    )
    pence = _pence(row, mapping, notes)
    text = notes.read(
        row.place(*mapping.text),
        folded(*(row.cells[column] for column in mapping.text)), str, "text",
    )  # fmt: skip
    balance = None if mapping.balance is None else _cell(row, mapping.balance, notes, "balance_pence")
    return Line(row, Entry(place, day, day.isoformat(), pence, text=text), day, balance)


def _cell(row: Row, column: Column, notes: Notes, feeds: str) -> int:
    return notes.read(row.place(column), row.cells[column], csv_amount, feeds)


def _pence(row: Row, mapping: CsvMapping, notes: Notes) -> int:
    if mapping.amount is not None:
        pence = _cell(row, mapping.amount, notes, "amount_pence")
        return pence if mapping.sign is None else _marked(row, mapping.sign, pence, notes)
    assert mapping.paid_in is not None and mapping.paid_out is not None  # noqa: S101 -- the mapping says so
    paid_in, paid_out = row.cells[mapping.paid_in].strip(), row.cells[mapping.paid_out].strip()
    if bool(paid_in) == bool(paid_out):
        problem = (
            "both paid in and paid out are filled" if paid_in else "neither paid in nor paid out is filled"
        )
        raise notes.refused(row.place(mapping.paid_in), problem)
    column = mapping.paid_in if paid_in else mapping.paid_out
    pence = _cell(row, column, notes, "amount_pence")
    is_negative = bool(paid_out) and mapping.paid_out_negative
    if (pence > 0) if is_negative else (pence < 0):
        sign = "negative" if is_negative else "positive"
        raise notes.refused(row.place(column), "the sign is not that of the mapping", row.cells[column], sign)
    return -abs(pence) if paid_out else pence


def _marked(row: Row, column: Column, pence: int, notes: Notes) -> int:
    if pence < 0:
        raise notes.refused(
            row.place(column), "an amount with a sign and a mark", to_pounds(pence), "no sign"
        )
    mark = notes.read(
        row.place(column), row.cells[column].strip(), code(*CREDIT_MARKS, *DEBIT_MARKS), "direction"
    )
    return pence if mark in CREDIT_MARKS else -pence


def _statement(account: AccountId, place: int, lines: list[Line], mapping: CsvMapping) -> Statement:
    newest_last = _is_newest_last(lines, mapping)
    in_order = lines if newest_last else lines[::-1]
    first, last = in_order[0], in_order[-1]
    days = [line.booked_on for line in lines]
    opening = closing = None
    if first.balance_pence is not None and last.balance_pence is not None:
        opening = Balance("before the first row", first.balance_pence - first.entry.amount_pence, min(days))
        closing = Balance("of the last row", last.balance_pence, max(days))
    return Statement(
        place, account, account.account_number or account.iban, min(days), max(days), opening, closing,
        tuple(line.entry for line in lines), newest_first=not newest_last,
    )  # fmt: skip


def _is_newest_last(lines: list[Line], mapping: CsvMapping) -> bool:
    """Find the direction: that of the mapping, else the only one that balances and days allow."""
    fitting = [
        newest_last
        for newest_last in (True, False)
        if mapping.order in (None, "newest_last" if newest_last else "newest_first")
        and _break(lines if newest_last else lines[::-1]) is None
    ]
    if len(fitting) == 1 or len(lines) == 1:
        return fitting[0] if fitting else True
    if not fitting:
        raise _does_not_follow(lines, mapping)
    by_days = [newest_last for newest_last in fitting if _days_go_on(lines if newest_last else lines[::-1])]
    if len(by_days) == 1:
        return by_days[0]
    if lines[0].balance_pence is None:
        return True  # neither balances nor days: the order of the file stands
    raise FileRefused("it can be read newest first and newest last: the mapping must say which")


def _break(lines: Sequence[Line]) -> Line | None:
    """The first row whose balance does not follow from the one before it."""
    for before, line in pairwise(lines):
        if before.balance_pence is None or line.balance_pence is None:
            return None
        if before.balance_pence + line.entry.amount_pence != line.balance_pence:
            return line
    return None


def _days_go_on(lines: Sequence[Line]) -> bool:
    return all(before.booked_on <= line.booked_on for before, line in pairwise(lines))


def _does_not_follow(lines: list[Line], mapping: CsvMapping) -> FileRefused:
    """The refusal at the first row that breaks the balance, in the order of the mapping or of the days."""
    newest_last = mapping.order == "newest_last" or (mapping.order is None and _days_go_on(lines))
    in_order = lines if newest_last else lines[::-1]
    line = _break(in_order)
    assert line is not None and mapping.balance is not None  # noqa: S101 -- it broke in each direction
    before = in_order[in_order.index(line) - 1]
    expected = (before.balance_pence or 0) + line.entry.amount_pence
    return FileRefused(
        "the balance does not follow from the row before and the amount", line.entry.place,
        line.row.place(mapping.balance), to_pounds(line.balance_pence or 0), to_pounds(expected),
    )  # fmt: skip
