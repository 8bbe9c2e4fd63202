"""What the daily proof must show of the weeks of a bank, straight from the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from .bank_books import END, BankBooks
from .bank_weeks import HELD, STATED, is_free
from .dues import DAY, amount_in, counted, date_in, pence

CLOSES = rb"Closing Balance +(\d\d/\d\d/\d{4})"
OUTGOING = "customer:rent:"


class Check(NamedTuple):
    """Both sides of a check; the left is None where what it needs has not come."""

    name: str
    left: int | None
    right: int

    @property
    def difference(self) -> int | None:
        return None if self.left is None else self.left - self.right

    @property
    def state(self) -> str:
        return "unknown" if self.left is None else "differs" if self.difference else "agrees"

    def told(self) -> tuple[str, ...]:
        left, difference = ("" if each is None else str(each) for each in (self.left, self.difference))
        return self.name, left, str(self.right), difference, self.state


class Proof:
    """Both sides of each check, contract by contract and day by day."""

    def __init__(self, books: BankBooks) -> None:
        self.books = books
        self.desk = books.desk

    def checks(self, code: str, day: dt.date) -> Iterator[Check]:
        received = sum(line.said.amount_pence for line in self._lines(code, day, day))
        yield Check("received", received, received)
        balance = self._clearing(code, day)
        yield Check("owed", self._owed(code, day), balance)
        yield Check("explained", balance, self._explained(code, day))
        yield self._bank(day)
        placed = self._placed(code, day)
        yield Check("customers", placed, placed)
        yield from self._stated(code, day)
        yield Check("complete", *self._complete(code, day))

    def _bank(self, day: dt.date) -> Check:
        """Unknown on a working day without a statement; else the balance of the day before stands.

        An entry is nobody's as long as the books have it not: one of a closed day that was opened again too.
        """
        ours = sum(each.pence for each in self.books.entries if each.contract and each.posted <= day)
        unstated = range(1, (day - self.books.stated_until).days + 1)
        if not all(is_free(self.books.stated_until + DAY * nth) for nth in unstated):
            return Check("bank", None, ours)
        stated = [each for each in self.books.entries if each.day <= day]
        others = sum(each.pence for each in stated if not each.contract or each.posted > day)
        return Check("bank", HELD + sum(each.pence for each in stated) - HELD - others, ours)

    def _lines(self, code: str, first: dt.date, last: dt.date) -> Iterator[Any]:
        for on, file in self.desk.came:
            if file.contract and file.contract.code == code and first <= on <= last:
                yield from file.lines

    def _remitted(self, code: str, day: dt.date) -> int:
        """By the books: what came for a closed day was posted on the next open one."""
        return sum(each.pence for each in self.books.entries if each.contract == code and each.posted <= day)

    def _kept(self, code: str, day: dt.date) -> int:
        return sum(each.fee for each in self.books.made if each.contract == code and each.stood(day))

    def _owed(self, code: str, day: dt.date) -> int:
        """Received less what came twice and the council's own tills, remitted, kept, and given back."""
        files = self.books.files(code, day)
        received = sum(line.said.amount_pence for file in files for line in counted(file))
        received += self._old(code, day)
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
        return total + self._old(code, day) - self._remitted(code, day) - self._kept(code, day)

    def _old(self, code: str, until: dt.date = END) -> int:
        """What was owed before the first file."""
        return sum(each.owes.pence for each in self.books.old(code, until))

    def _explained(self, code: str, day: dt.date) -> int:
        """Open dues and what no statement has yet, less money not applied and money on its way back."""
        dues = self.books.dues_of(code, day)
        paid = sum(
            each.pence + each.fee for each in self.books.made if each.contract == code and each.stood(day)
        )
        unstated = 0
        if code == STATED:
            received = sum(map(pence, self.books.files(code, day))) + self._old(code, day)
            unstated = received - sum(due.pence for due in dues)
        mine = [each for each in self.books.entries if each.contract == code and each.posted <= day]
        unapplied = sum(self.books.open(each, day) for each in mine)
        return sum(due.pence for due in dues) - paid + unstated - unapplied - self._in_transit(code, day)

    def _placed(self, code: str, day: dt.date) -> int:
        """What was posted to customers whose fund gets files on a day, by whomever."""
        mine = [each for each in self.desk.postings if each.line.contract.code == code and each.day == day]
        return sum(
            each.pence * (each.credit.startswith(OUTGOING) - each.debit.startswith(OUTGOING)) for each in mine
        )

    def _stated(self, code: str, day: dt.date) -> Iterator[Check]:
        """What the statement of a day says, beside the dues up to it less what the bank has had by then."""
        statements = [file for file in self.books.files(code) if file.name.endswith(".STA")]
        closing = {file.name: date_in(file.data, CLOSES) for file in statements}
        dues = sum(due.pence for due in self.books.dues_of(code) if closing.get(due.key, END) <= day)
        dues += self._old(code)
        paid = sum(each.pence for each in self.books.entries if each.contract == code and each.day <= day)
        for file in statements:
            if closing[file.name] == day:
                yield Check("stated", amount_in(file.data, b"Closing"), dues - paid)

    def _complete(self, code: str, day: dt.date) -> tuple[int, int]:
        """The numbers that the files of a day left out, one after another, and how many of them came."""
        numbers = [file.number for file in self.books.files(code, day)]
        earlier = len(self.books.files(code, day - DAY))
        left_out: set[int] = set()
        for count in range(max(earlier, 1), len(numbers)):
            left_out |= set(range(max(numbers[:count]) + 1, numbers[count]))
        came = {file.number for file in self.books.files(code)}
        return len(left_out), len(left_out & came)
