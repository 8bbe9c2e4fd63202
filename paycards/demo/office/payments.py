"""What the people of Market Hall pay in the seven weeks after their cards came, in allpay's files.

Most pay with the card at their own rhythm. Some begin late, some stop after a while, some pay by telephone
or direct debit, some never pay. The files lead up to the sample week: their numbers end where its begin,
and the statement at their end closes with what the week's first one opens with.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from paycards.demo.accounts import Account
from paycards.demo.suppliers.allpay import Row, Statement, payment_file, statement_file
from paycards.demo.week.allpay_long import CONTRACT, FIRST_NUMBER
from paycards.money import from_pounds

LISTED_ON = dt.date(2026, 9, 21)  # a Monday: the day on which the cards are issued
# The days on which files came, each on another weekday, so that no weekday has a history to compare with.
ENDS = tuple(LISTED_ON + dt.timedelta(days=days) for days in (7, 15, 23, 31, 39, 44, 48))

# How one in ten of them pays: the extension of the file, the first week, and after how many payments it ends.
BY_PLACE = (
    *(("PO", 1, 99), ("PP", 1, 99), ("PO", 2, 99), ("PZ", 2, 99), ("PP", 3, 99)),
    *(("PO", 4, 99), ("PP", 1, 2), ("EPY", 2, 99), ("DD", 1, 99), ("", 0, 0)),
)


@dataclass(frozen=True)
class SentFile:
    """One file, and the day on which it came."""

    name: str
    data: bytes
    came_on: dt.date


def weeks_after(
    office: Sequence[Account], cards: Mapping[str, str], first_statement: bytes
) -> list[SentFile]:
    """The files in the order in which they came.

    `cards` gives the card number of each reference; `first_statement` is the first of the sample week.
    """
    payers = [account for account in office if account.reference in cards]
    unnumbered = [
        (extension, rows, day)
        for week, day in enumerate(ENDS)
        for extension, rows in _by_extension(payers, cards, week)
    ]
    first = FIRST_NUMBER - len(unnumbered) - 1
    sent = [
        SentFile(_name(first + place, extension), payment_file(rows, extension, created_on=day), day)
        for place, (extension, rows, day) in enumerate(unnumbered)
    ]
    taken = _taken(unnumbered)
    return [*sent, SentFile(_name(FIRST_NUMBER - 1, "STA"), _statement(first_statement, taken), ENDS[-1])]


def _by_extension(
    payers: Sequence[Account], cards: Mapping[str, str], week: int
) -> Iterator[tuple[str, list[Row]]]:
    for extension in sorted({extension for extension, _, _ in BY_PLACE} - {""}):
        rows = [
            Row(cards[payer.reference], payer.reference, _pence(place), _paid_on(place, week))
            for place, payer in enumerate(payers)
            if _pays(payer, place, week) and BY_PLACE[place % len(BY_PLACE)][0] == extension
        ]
        if rows:
            yield extension, rows


def _pays(payer: Account, place: int, week: int) -> bool:
    """Rent is paid every week, council tax every fourth."""
    _, first, most = BY_PLACE[place % len(BY_PLACE)]
    every = 1 if payer.fund == "rent" else 4
    turn, rest = divmod(week + 1 - first, every)
    return rest == 0 and 0 <= turn < most


def _pence(place: int) -> int:
    return 2_000 + 500 * (place * 7 % 23)


def _paid_on(place: int, week: int) -> dt.date:
    """A day of the six before the file came."""
    return ENDS[week] - dt.timedelta(days=1 + place % 6)


def _taken(files: Sequence[tuple[str, list[Row], dt.date]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for extension, rows, _ in files:
        totals[extension] = totals.get(extension, 0) + sum(row.amount_pence for row in rows)
    return totals


def _statement(first_statement: bytes, taken: Mapping[str, int]) -> bytes:
    """A statement that pays out what came, and so closes as it opened."""
    found = re.search(rb"Opening Balance +\d\d/\d\d/\d{4} +([\d.]+)", first_statement)
    if found is None:
        raise ValueError("the first statement of the sample week has no opening balance")
    return statement_file(Statement(ENDS[-1], from_pounds(found[1].decode()), taken, sum(taken.values())))


def _name(number: int, extension: str) -> str:
    return f"{CONTRACT.client_code}{number:04d}.{extension}"
