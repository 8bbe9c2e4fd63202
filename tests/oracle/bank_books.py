"""What the weeks of a bank make of matches, dues and daily proofs, straight from the rules."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import NamedTuple

from .bank_weeks import CONTRACTS, HELD, Came, Night, is_free
from .dues import DAY
from .settlement import Entry, Matcher, Owed, Pair

Row = tuple[object, ...]


class Booked(NamedTuple):
    """An entry, by the name of its file and its row."""

    contract: str
    file: str
    row: int
    day: dt.date
    pence: int


class Made(NamedTuple):
    """A confirmed match, and the night that made it."""

    contract: str
    due: str
    entry: str
    pence: int
    rule: str
    night: dt.date


class BankBooks:
    """Lived through night by night."""

    def __init__(self) -> None:
        self.files: list[tuple[dt.date, Came]] = []
        self.entries: list[Booked] = []
        self.made: list[Made] = []
        self.proposed: dict[str, list[Pair]] = {contract: [] for contract in CONTRACTS}
        self.lapsed: list[tuple[str, Pair]] = []
        self.last = dt.date.min

    def live(self, night: Night) -> None:
        """Take what a night brings, and match."""
        self.files += [(night.day, file) for file in night.files]
        name = f"bank-{night.day}.xml"
        self.entries += [
            Booked(each.contract, name, row, night.day - DAY, each.pence)
            for row, each in enumerate(night.booked, start=1)
        ]
        self.last = night.day
        for contract in CONTRACTS:
            self._match(contract)

    def _match(self, contract: str) -> None:
        entries = [
            Entry(f"{each.file}:{each.row}", each.day, (each.day.toordinal(), each.row), self._open(each))
            for each in self.entries
            if each.contract == contract and self._open(each)
        ]
        dues = [
            Owed(file.name, file.due_on, left) for file in self._dues(contract) if (left := self._left(file))
        ]
        matcher = Matcher(entries, dues, is_free, set())
        self.made += [
            Made(contract, due, entry, pence, rule, self.last)
            for entry, due, pence, rule in matcher.confirmed()
        ]
        now = matcher.proposed()
        self.lapsed += [(contract, pair) for pair in self.proposed[contract] if pair not in now]
        self.proposed[contract] = now

    def _dues(self, contract: str, until: dt.date = dt.date.max) -> list[Came]:
        return [file for day, file in self.files if file.contract == contract and day <= until and file.pence]

    def _left(self, file: Came, until: dt.date = dt.date.max) -> int:
        paid = (each.pence for each in self.made if each.due == file.name and each.night <= until)
        return file.pence - sum(paid)

    def _open(self, entry: Booked, until: dt.date = dt.date.max) -> int:
        name = f"{entry.file}:{entry.row}"
        taken = (each.pence for each in self.made if each.entry == name and each.night <= until)
        return entry.pence - sum(taken)

    def dues(self) -> Counter[Row]:
        """Contract, key, day, amount, settled and outstanding of each."""
        return Counter(
            (code, file.name, str(file.due_on), file.pence, file.pence - self._left(file), self._left(file))
            for code in CONTRACTS
            for file in self._dues(code)
        )

    def matches(self) -> Counter[Row]:
        """Contract, due, entry, amount, rule and state of each, also of proposals that hold no more."""
        found: Counter[Row] = Counter((*each[:5], "confirmed") for each in self.made)
        now = [(code, pair) for code, pairs in self.proposed.items() for pair in pairs]
        for state, told in (("proposed", now), ("taken_back", self.lapsed)):
            found.update((code, due, entry, pence, rule, state) for code, (entry, due, pence, rule) in told)
        return found

    def bank(self) -> list[Row]:
        """Entry, day, amount, contract, explained and state, in order."""
        return [self._told(each) for each in self.entries]

    def _told(self, entry: Booked) -> Row:
        explained = entry.pence - self._open(entry)
        state = "other" if not entry.contract else "open" if not explained else "part_explained"
        state = "explained" if entry.contract and explained == entry.pence else state
        place = (f"{entry.file}:{entry.row}", str(entry.day), entry.pence)
        return (*place, entry.contract, explained, state)

    def proof(self) -> Counter[Row]:
        """Contract, day, check and both sides, of the checks that stand on files and the bank alone."""
        found: Counter[Row] = Counter()
        for code in CONTRACTS:
            days = [day for day, file in self.files if file.contract == code]
            day = min(days, default=self.last)
            while day < self.last:
                found.update((code, str(day), *check) for check in self._checks(code, day))
                day += DAY
        return found

    def _checks(self, code: str, day: dt.date) -> list[tuple[str, int, int]]:
        mine = [each for each in self.entries if each.contract == code and each.day <= day]
        came = [(on, file.pence) for on, file in self.files if file.contract == code and on <= day]
        received = sum(pence for on, pence in came if on == day)
        owed = sum(pence for _, pence in came) - sum(each.pence for each in mine)
        unpaid = sum(self._left(file, day) for file in self._dues(code, day))
        unapplied = sum(self._open(each, day) for each in mine)
        ours = sum(each.pence for each in self.entries if each.contract and each.day <= day)
        others = sum(each.pence for each in self.entries if not each.contract and each.day <= day)
        balance = HELD + ours + others
        return [
            ("received", received, received),
            ("owed", owed, owed),
            ("explained", owed, unpaid - unapplied),
            ("bank", balance - HELD - others, ours),
        ]
