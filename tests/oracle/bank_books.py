"""What the weeks of a bank make of matches, dues, decisions and daily proofs, straight from the rules."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from .bank_weeks import CONTRACTS, NETTED, Came, Night, Owes, is_free
from .dues import DAY
from .settlement import Entry, Matcher, Owed, Pair

Told = tuple[object, ...]
END = dt.date.max


class Booked(NamedTuple):
    """An entry, by the name of its file and its row."""

    contract: str
    file: str
    row: int
    day: dt.date
    pence: int

    @property
    def name(self) -> str:
        return f"{self.file}:{self.row}"


@dataclass
class Made:
    """A confirmed match, the day on which it was made, and that on which it was taken back."""

    contract: str
    due: str
    entry: str
    pence: int
    rule: str
    since: dt.date
    fee: int = 0  # posted with the match that settles the due, and reversed with it
    until: dt.date = END

    def stood(self, day: dt.date) -> bool:
        return self.since <= day < self.until


@dataclass
class Waiting:
    """A payment that nobody's card brought into suspense, and when a person placed it."""

    contract: str
    name: str
    pence: int
    placed: dt.date | None = None


class Act(NamedTuple):
    """What a person is to do, so that paycards does the same: with which entry or payment, and which due."""

    kind: str
    subject: str
    pence: int
    due: str = ""
    needs_two: bool = False
    is_agreed: bool = True


class BankBooks:
    """Lived through night by night."""

    def __init__(self) -> None:
        self.files: list[tuple[dt.date, Came]] = []
        self.entries: list[Booked] = []
        self.made: list[Made] = []
        self.proposed: dict[str, list[Pair]] = {contract: [] for contract in CONTRACTS}
        self.lapsed: list[tuple[str, Pair]] = []
        self.barred: set[tuple[str, str]] = set()
        self.suspense: list[Waiting] = []
        self.acts: list[Act] = []
        self.last = dt.date.min

    def live(self, night: Night) -> Act | None:
        """Take what a night brings, match, and let a person do something; tell what."""
        self.files += [(night.day, file) for file in night.files]
        self.suspense += [
            Waiting(file.contract, f"{file.name}:{number}", row.pence)
            for file in night.files
            for number, row in enumerate(file.rows, start=2 if file.contract == NETTED else 1)
            if not row.is_known
        ]
        name = f"bank-{night.day}.xml"
        self.entries += [
            Booked(each.contract, name, row, night.day - DAY, each.pence)
            for row, each in enumerate(night.booked, start=1)
        ]
        self.last = night.day
        for contract in CONTRACTS:
            self._match(contract)
        act = {"take back": self._take_back, "match": self._match_by_hand, "allocate": self._allocate}.get(
            night.act, lambda _: None
        )(night.which)
        self.acts += [act] if act else []
        return act

    def _match(self, contract: str) -> None:
        entries = [
            Entry(each.name, each.day, (each.day.toordinal(), each.row), self._open(each))
            for each in self.entries
            if each.contract == contract and self._open(each)
        ]
        dues = [
            Owed(file.name, owes.on, left)
            for file, owes in self._dues(contract)
            if (left := self._left(file, owes))
        ]
        matcher = Matcher(entries, dues, is_free, self.barred)
        for entry, due, pence, rule in matcher.confirmed():
            self._make(contract, due, entry, pence, rule)
        now = matcher.proposed()
        self.lapsed += [(contract, pair) for pair in self.proposed[contract] if pair not in now]
        self.proposed[contract] = now

    def _make(self, contract: str, due: str, entry: str, pence: int, rule: str) -> None:
        """Match; with what settles the due go the fees that its standing matches have not brought."""
        [(file, owes)] = [each for each in self._dues(contract) if each[0].name == due]
        settles = self._left(file, owes) == pence
        fee = owes.fee - self._kept(file, self.last) if settles else 0
        self.made.append(Made(contract, due, entry, pence, rule, self.last, fee))

    # what a person does

    def _take_back(self, which: int) -> Act | None:
        """All matches of an entry; what else is proposed for it is refused."""
        standing = [each for each in self.made if each.until == END]
        entries = sorted({each.entry for each in standing} - set(self._proposals()))
        if not entries:
            return None
        entry = entries[which % len(entries)]
        pence = 0
        for each in standing:
            if each.entry == entry:
                each.until = self.last
                self.barred.add((entry, each.due))
                pence += each.pence
        return Act("unmatch", entry, pence)

    def _match_by_hand(self, which: int) -> Act | None:
        """One open entry with one open due, as much as there is; with a difference two people decide."""
        pairs = [
            (entry, file.name, self._open(entry), left)
            for entry in self.entries
            if entry.contract and entry.name not in self._proposals()
            for file, owes in self._dues(entry.contract)
            if (left := self._left(file, owes)) * self._open(entry) > 0
        ]
        if not pairs:
            return None
        entry, due, left_of_entry, left_of_due = pairs[which % len(pairs)]
        pence = min(left_of_entry, left_of_due, key=abs)
        needs_two = left_of_entry != left_of_due
        is_agreed = not needs_two or which % 3 > 0
        if is_agreed:
            self._make(entry.contract, due, entry.name, pence, "manual")
        else:
            self.barred.add((entry.name, due))
        return Act("match", entry.name, pence, due, needs_two, is_agreed)

    def _proposals(self) -> set[str]:
        return {entry for pairs in self.proposed.values() for entry, *_ in pairs}

    def _allocate(self, which: int) -> Act | None:
        open_items = [item for item in self.suspense if item.placed is None]
        if not open_items:
            return None
        item = open_items[which % len(open_items)]
        item.placed = self.last
        return Act("allocate", item.name, item.pence)

    # what stands

    def _dues(self, contract: str, until: dt.date = END) -> list[tuple[Came, Owes]]:
        return [
            (file, file.owes)
            for day, file in self.files
            if file.contract == contract and day <= until and file.owes and file.owes.pence
        ]

    def _standing(self, file: Came, on: dt.date) -> list[Made]:
        key = (file.contract, file.name)
        return [each for each in self.made if (each.contract, each.due) == key and each.stood(on)]

    def _paid(self, file: Came, on: dt.date) -> int:
        return sum(each.pence for each in self._standing(file, on))

    def _kept(self, file: Came, on: dt.date) -> int:
        """The fees that were posted for a due and still stand."""
        return sum(each.fee for each in self._standing(file, on))

    def _left(self, file: Came, owes: Owes) -> int:
        return owes.pence - owes.fee - self._paid(file, self.last)

    def _open(self, entry: Booked, on: dt.date | None = None) -> int:
        day = on or self.last
        return entry.pence - sum(
            each.pence for each in self.made if each.entry == entry.name and each.stood(day)
        )

    # what is exported

    def dues(self) -> Counter[Told]:
        """Contract, key, day, amount, settled, fee and outstanding of each."""
        return Counter(
            (code, file.name, str(owes.on), owes.pence, self._paid(file, self.last), owes.fee, left)
            for code in CONTRACTS
            for file, owes in self._dues(code)
            for left in [self._left(file, owes)]
        )

    def matches(self) -> Counter[Told]:
        """Contract, due, entry, amount, rule and state of each, also of proposals that hold no more."""
        found: Counter[Told] = Counter(
            (
                *(each.contract, each.due, each.entry, each.pence, each.rule),
                "confirmed" if each.until == END else "taken_back",
            )
            for each in self.made
        )
        now = [(code, pair) for code, pairs in self.proposed.items() for pair in pairs]
        for state, told in (("proposed", now), ("taken_back", self.lapsed)):
            found.update((code, due, entry, pence, rule, state) for code, (entry, due, pence, rule) in told)
        return found

    def bank(self) -> list[Told]:
        """Entry, day, amount, contract, explained and state, in order."""
        return [self._told(each) for each in self.entries]

    def _told(self, entry: Booked) -> Told:
        explained = entry.pence - self._open(entry)
        state = "other" if not entry.contract else "open" if not explained else "part_explained"
        state = "explained" if entry.contract and explained == entry.pence else state
        return entry.name, str(entry.day), entry.pence, entry.contract, explained, state

    def decisions(self) -> list[Told]:
        """Number, kind, subject, amount, state and whether a second person decided."""
        return [
            (
                *(str(number), act.kind, act.subject, act.pence),
                *("applied" if act.is_agreed else "refused", act.needs_two),
            )
            for number, act in enumerate(self.acts, start=1)
        ]
