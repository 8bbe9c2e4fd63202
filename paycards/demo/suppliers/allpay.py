"""Writes allpay payment files, card cross references and statements: ASCII, CRLF, no header.

Source: section 1 of docs/channel-formats.md. Amounts here are whole pence, signed; in the
files they are pounds with two places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LETTERS = {
    "PO": "P",
    "PP": "T",
    "PZ": "Z",
    "TDC": "N",
    "TCC": "N",
    "TC": "N",
    "EPY": "E",
    "DD": "D",
    "CQE": "Q",
    "CSH": "C",
}

STATEMENT_LINES = {
    "PO": "Post Office (.PO)",
    "PP": "PayPoint (.PP)",
    "PZ": "PAYzone (.PZ)",
    "TCC": "Credit Cards (.TCC)",
    "TDC": "Debit Cards (.TDC)",
    "DD": "Direct Debits (.DD)",
    "EPY": "E-Pay (.EPY)",
    "CQE": "Returned cheques (.CQE)",
    "CSH": "Cash Adj (-) (.CSH)",
}


@dataclass(frozen=True)
class Row:
    """One payment row; `reject` is what follows a direct debit that came back."""

    card_number: str
    reference: str
    amount_pence: int
    paid_on: dt.date
    reject: str = ""
    terminal: str = ""  # of a TC row, for its footer


@dataclass(frozen=True)
class Statement:
    """The client money statement of one working day; credits by extension, in pence."""

    day: dt.date
    opening_pence: int
    credits: Mapping[str, int]
    debits_pence: int

    @property
    def closing_pence(self) -> int:
        """What allpay holds at the end of the day."""
        return self.opening_pence + sum(self.credits.values()) - self.debits_pence


def pounds(amount_pence: int) -> str:
    """Pounds with two places, a minus directly before the digits."""
    whole, pence = divmod(abs(amount_pence), 100)
    return f"{'-' if amount_pence < 0 else ''}{whole}.{pence:02d}"


def long_row(row: Row, letter: str) -> str:
    """A row of 55 characters, 73 or 80 with a reject."""
    return (
        f"{row.card_number:19}{row.reference:16}{pounds(row.amount_pence):>9}{letter}"
        f"{row.paid_on:%d/%m/%Y}{row.reject}"
    )


def short_row(row: Row, letter: str) -> str:
    """A row of 43 characters: of the card number only the digits 12 to 17."""
    return (
        f" {row.card_number[11:17]}{row.reference:16}{pounds(row.amount_pence):>9}{letter}"
        f"{row.paid_on:%d/%m/%Y}"
    )


def payment_file(
    rows: Sequence[Row],
    extension: str,
    *,
    short: bool = False,
    created_on: dt.date | None,
    by_terminal: bool = False,
) -> bytes:
    """A payment file: rows, two blank lines, footers; without a creation date where that is None."""
    form = short_row if short else long_row
    letter = "A" if short and extension == "PO" else LETTERS[extension]
    lines = [form(row, letter) for row in rows]
    totals = _terminal_totals(rows) if by_terminal else [total_amount(sum(row.amount_pence for row in rows))]
    return _crlf(lines + footers(len(rows), totals, created_on))


def footers(count: int, totals: Sequence[str], created_on: dt.date | None) -> list[str]:
    """What follows the rows: two blank lines, the total or totals, the count, the creation date."""
    transactions = _ending_in(57, "Total Transactions updated onto System:", str(count))
    return ["", "", *totals, transactions, *_creation(created_on)]


def total_amount(pence: int) -> str:
    """The footer with the signed sum, which ends in column 51."""
    return _ending_in(51, "Total Amount Updated onto System:", pounds(pence))


def cross_reference(cards: Sequence[tuple[str, str, str]], created_on: dt.date) -> bytes:
    """A .CRF file of (card number, client reference, N or R)."""
    lines = ["CARD CROSS REFERENCE FILE", ""]
    lines += [f"{number:19}{'':6}{reference:21}{change}" for number, reference, change in cards]
    return _crlf([*lines, "", "", *_creation(created_on)])


def statement_file(statement: Statement) -> bytes:
    """A .STA file: amounts end in column 45."""
    day = f"{statement.day:%d/%m/%Y}"
    imported = [
        _to_45(label, statement.credits[extension])
        for extension, label in STATEMENT_LINES.items()
        if extension in statement.credits
    ]
    total = sum(statement.credits.values())
    return _crlf(
        [
            *("Statement of Client money", ""),
            *(_to_45(f"Opening Balance    {day}", statement.opening_pence), ""),
            *(f"Imported files:    {day}", *imported, ""),
            *([_to_45("Total Credits", total), ""] if imported else []),
            *(_to_45("Less  Debits", statement.debits_pence), ""),
            _to_45(f"Closing Balance    {day}", statement.closing_pence),
        ]
    )


def _terminal_totals(rows: Sequence[Row]) -> list[str]:
    return [
        f"Total Payments Made Terminal   {terminal}: "
        + pounds(sum(row.amount_pence for row in rows if row.terminal == terminal))
        for terminal in sorted({row.terminal for row in rows})
    ]


def _creation(created_on: dt.date | None) -> list[str]:
    return [f"File creation date : {created_on:%d/%m/%Y}"] if created_on else []


def _to_45(label: str, amount_pence: int) -> str:
    return _ending_in(45, label, pounds(amount_pence))


def _ending_in(column: int, label: str, value: str) -> str:
    return label + value.rjust(column - len(label))


def _crlf(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")
