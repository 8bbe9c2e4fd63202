"""What the daily proof must show of the weeks of a bank, straight from the rules."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .bank_books import BankBooks
from .bank_weeks import CONTRACTS, HELD, STATED
from .desk import Told
from .dues import DAY, amount_in, counted, date_in, pence

CLOSES = rb"Closing Balance +(\d\d/\d\d/\d{4})"
OUTGOING = "customer:rent:"


class Proof:
    """Both sides of each check, contract by contract and day by day."""

    def __init__(self, books: BankBooks) -> None:
        self.books = books
        self.desk = books.desk

    def told(self) -> Counter[Told]:
        """Contract, day, check and both sides."""
        found: Counter[Told] = Counter()
        for code in CONTRACTS:
            came = [day for day, file in self.desk.came if file.contract and file.contract.code == code]
            day = min(came, default=self.books.last)
            while day < self.books.last:
                found.update((code, str(day), *check) for check in self.checks(code, day))
                day += DAY
        return found

    def checks(self, code: str, day: dt.date) -> Iterator[tuple[str, int, int]]:
        received = sum(line.said.amount_pence for line in self._lines(code, day, day))
        yield "received", received, received
        balance = self._clearing(code, day)
        yield "owed", self._owed(code, day), balance
        yield "explained", balance, self._explained(code, day)
        ours = sum(each.pence for each in self.books.entries if each.contract and each.day <= day)
        others = sum(each.pence for each in self.books.entries if not each.contract and each.day <= day)
        yield "bank", HELD + ours + others - HELD - others, ours
        placed = self._placed(code, day)
        yield "customers", placed, placed
        yield from self._stated(code, day)
        yield "complete", *self._complete(code, day)

    def _lines(self, code: str, first: dt.date, last: dt.date) -> Iterator[Any]:
        for on, file in self.desk.came:
            if file.contract and file.contract.code == code and first <= on <= last:
                yield from file.lines

    def _remitted(self, code: str, day: dt.date) -> int:
        return sum(each.pence for each in self.books.entries if each.contract == code and each.day <= day)

    def _kept(self, code: str, day: dt.date) -> int:
        return sum(each.fee for each in self.books.made if each.contract == code and each.stood(day))

    def _owed(self, code: str, day: dt.date) -> int:
        """Received less what came twice and the council's own tills, remitted, kept, and given back."""
        files = self.books.files(code, day)
        received = sum(line.said.amount_pence for file in files for line in counted(file))
        return received - self._remitted(code, day) - self._kept(code, day) - self._in_transit(code, day)

    def _in_transit(self, code: str, day: dt.date) -> int:
        """Returned to the supplier, and not yet adjusted."""
        mine = [each for each in self.desk.transit if each.line.contract.code == code and each.since <= day]
        done = [transit for transit, on in self.desk.adjusted.values() if on <= day]
        return sum(each.pence for each in mine if each not in done)

    def _clearing(self, code: str, day: dt.date) -> int:
        """The balance by the postings, a debit positive."""
        account, total = f"clearing:{code}", 0
        for each in self.desk.postings:
            if each.day <= day:
                total += each.pence * ((each.debit == account) - (each.credit == account))
        return total - self._remitted(code, day) - self._kept(code, day)

    def _explained(self, code: str, day: dt.date) -> int:
        """Open dues and what no statement has yet, less money not applied and money on its way back."""
        dues = self.books.dues_of(code, day)
        paid = sum(
            each.pence + each.fee for each in self.books.made if each.contract == code and each.stood(day)
        )
        unstated = 0
        if code == STATED:
            unstated = sum(map(pence, self.books.files(code, day))) - sum(due.pence for due in dues)
        mine = [each for each in self.books.entries if each.contract == code and each.day <= day]
        unapplied = sum(self.books.open(each, day) for each in mine)
        return sum(due.pence for due in dues) - paid + unstated - unapplied - self._in_transit(code, day)

    def _placed(self, code: str, day: dt.date) -> int:
        """What was posted to customers whose fund gets files on a day, by whomever."""
        mine = [each for each in self.desk.postings if each.line.contract.code == code and each.day == day]
        return sum(
            each.pence * (each.credit.startswith(OUTGOING) - each.debit.startswith(OUTGOING)) for each in mine
        )

    def _stated(self, code: str, day: dt.date) -> Iterator[tuple[str, int, int]]:
        """What the statement of a day says, beside the dues up to it less what the bank has had by then."""
        closing = {}
        for file in self.books.files(code):
            if file.name.endswith(".STA"):
                closing[file.name] = (date_in(file.data, CLOSES), amount_in(file.data, b"Closing"))
        dues = sum(
            due.pence for due in self.books.dues_of(code) if due.key in closing and closing[due.key][0] <= day
        )
        for on, balance in closing.values():
            if on == day:
                yield "stated", balance, dues - self._remitted(code, day)

    def _complete(self, code: str, day: dt.date) -> tuple[int, int]:
        """The numbers that the files of a day left out, one after another, and how many of them came."""
        numbers = [file.number for file in self.books.files(code, day)]
        earlier = len(self.books.files(code, day - DAY))
        left_out: set[int] = set()
        for count in range(earlier + 1, len(numbers) + 1):
            left_out |= missing(numbers[:count]) - missing(numbers[: count - 1])
        came = {file.number for file in self.books.files(code)}
        return len(left_out), len(left_out & came)


def missing(numbers: list[int]) -> set[int]:
    return set(range(min(numbers), max(numbers))) - set(numbers) if numbers else set()
