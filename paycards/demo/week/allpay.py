"""What both allpay weeks share: a file for each network and working day, numbers, statements.

The files of a working day arrive that morning and hold the payments since the working day
before; the statement comes last and tells what their footers add up to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from paycards.demo.councils import Contract
from paycards.demo.drop import DropFile, Line, odd_rows
from paycards.demo.payments import Habit, Payment, payments_on
from paycards.demo.suppliers.allpay import Row, Statement, payment_file, statement_file
from paycards.demo.week import DAYS

WORKING_DAYS = DAYS[:5]

NETWORKS = {
    "PO": "post_office",
    "PP": "paypoint",
    "PZ": "payzone",
    "TDC": "debit_card",
    "TCC": "credit_card",
    "TC": "terminal",
    "EPY": "e_pay",
    "DD": "direct_debit",
}

Lines = list[Line[Row]]
OddLines = Mapping[tuple[dt.date, str], Lines]


@dataclass
class Series:
    """One client code's files: a running number over all extensions, and the statement's sums."""

    contract: Contract
    chance: Random
    number: int
    files: list[DropFile] = field(default_factory=list)
    credits: dict[str, int] = field(default_factory=dict)
    earlier: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """What allpay took on the ten working days before, and still owes."""
        self.earlier = [self.chance.randrange(200_000, 650_000) for _ in range(self.contract.lag)]

    def add(
        self, extension: str, data: bytes, day: dt.date, lines: Sequence[Line[Row]] = (), what: str = ""
    ) -> None:
        """Take the next number for a file."""
        name = f"{self.contract.client_code}{self.number:04d}.{extension}"
        self.number += 1
        odd = odd_rows(lines, 1)
        self.files.append(DropFile(self.contract.code, name, data, day, what=what, odd_rows=odd))

    def add_payments(self, extension: str, lines: Lines, day: dt.date) -> None:
        """A payment file; one in five has no creation date. Where nothing was paid there is no file."""
        if not lines:
            return
        rows = [line.row for line in lines]
        data = payment_file(
            rows,
            extension,
            short=bool(self.contract.reference_prefix),
            created_on=None if self.chance.random() < 0.2 else day,
            by_terminal=extension == "TC" and day == WORKING_DAYS[0],
        )
        self.add(extension, data, day, lines)
        if extension != "TC":
            self.credits[extension] = sum(row.amount_pence for row in rows)

    def add_statement(self, day: dt.date) -> None:
        """Close the day: its credits join what is owed, the oldest credits are paid out."""
        statement = Statement(day, sum(self.earlier), dict(self.credits), self.earlier.pop(0))
        self.earlier.append(sum(self.credits.values()))
        self.credits.clear()
        self.add("STA", statement_file(statement), day)


def ordinary(
    series: Series, habits: Sequence[Habit], day: dt.date, to_row: Callable[[Payment, str], Row]
) -> Iterator[tuple[str, Lines]]:
    """For each extension the lines of the payments since the working day before."""
    since = 3 if day.weekday() == 0 else 1
    paid_days = [day - dt.timedelta(days=back) for back in range(since, 0, -1)]
    for extension, network in NETWORKS.items():
        route = f"{series.contract.code}.{network}"
        payments = [
            payment for paid in paid_days for payment in payments_on(habits, route, paid, series.chance)
        ]
        yield extension, [Line(to_row(payment, extension)) for payment in payments]
