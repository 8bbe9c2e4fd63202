"""What the daily proof must show of the weeks of a bank, straight from the rules."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from .bank_books import BankBooks, Told
from .bank_weeks import CONTRACTS, HELD, STATED
from .dues import DAY


class Proof(BankBooks):
    """Both sides of each check, contract by contract and day by day."""

    def proof(self) -> Counter[Told]:
        """Contract, day, check and both sides, of the checks that stand on files and the bank alone."""
        found: Counter[Told] = Counter()
        for code in CONTRACTS:
            days = [day for day, file in self.files if file.contract == code]
            day = min(days, default=self.last)
            while day < self.last:
                found.update((code, str(day), *check) for check in self._checks(code, day))
                day += DAY
        return found

    def _checks(self, code: str, day: dt.date) -> Iterator[tuple[str, int, int]]:
        mine = [each for each in self.entries if each.contract == code and each.day <= day]
        came = [(on, file) for on, file in self.files if file.contract == code and on <= day]
        dues = self._dues(code, day)
        received = sum(file.pence for on, file in came if on == day)
        kept = sum(self._kept(file, day) for file, _ in dues)
        owed = sum(file.pence for _, file in came) - sum(each.pence for each in mine) - kept
        unpaid = sum(owes.pence - self._kept(file, day) - self._paid(file, day) for file, owes in dues)
        unstated = 0
        if code == STATED:
            unstated = sum(file.pence for _, file in came) - sum(owes.pence for _, owes in dues)
        unapplied = sum(self._open(each, day) for each in mine)
        ours = sum(each.pence for each in self.entries if each.contract and each.day <= day)
        others = sum(each.pence for each in self.entries if not each.contract and each.day <= day)
        balance = HELD + ours + others
        yield "received", received, received
        yield "owed", owed, owed
        yield "explained", owed, unpaid + unstated - unapplied
        yield "bank", balance - HELD - others, ours
        placed = self._placed(code, day)
        yield "customers", placed, placed
        yield from self._stated(code, day)

    def _placed(self, code: str, day: dt.date) -> int:
        """What was posted to customers on a day: by the night, and by a person."""
        by_night = (
            row.pence
            for on, file in self.files
            if (file.contract, on) == (code, day)
            for row in file.rows
            if row.is_known
        )
        by_hand = (item.pence for item in self.suspense if (item.contract, item.placed) == (code, day))
        return sum(by_night) + sum(by_hand)

    def _stated(self, code: str, day: dt.date) -> Iterator[tuple[str, int, int]]:
        """What the statement of a day says, beside the dues up to it less what the bank has had by then."""
        statements = [file for _, file in self.files if file.contract == code and file.closes]
        for statement in statements:
            closes, balance = statement.closes or (day, 0)
            if closes == day:
                dues = sum(
                    file.owes.pence
                    for file in statements
                    if file.owes and file.closes and file.closes[0] <= day
                )
                paid = sum(each.pence for each in self.entries if each.contract == code and each.day <= day)
                yield "stated", balance, dues - paid
