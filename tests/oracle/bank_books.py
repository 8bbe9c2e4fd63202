"""What the weeks of a bank make of dues, entries and matches, straight from the rules."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from .bank_weeks import CONTRACTS, MONDAY, MONTHS, NETTED, STATED, Night, Opening, is_free, settings
from .desk import Desk, Told
from .dues import DAY, Owed, charged, dues_of, tenths
from .model import File
from .settlement import Entry, Matcher, Pair
from .settlement import Owed as OpenDue

END = dt.date.max


class Booked(NamedTuple):
    """A bank entry as it stands on its statement."""

    contract: str
    file: str
    row: int
    day: dt.date
    pence: int
    posted: dt.date  # its day, or the next open one

    @property
    def name(self) -> str:
        return f"{self.file}:{self.row}"


@dataclass(eq=False)
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


class BankBooks:
    """Lived through night by night."""

    def __init__(self, accounts: str, cards: str) -> None:
        self.terms: dict[str, dict[str, Any]] = {
            terms["code"]: terms for terms in settings()["councils"][0]["contracts"]
        }
        self.desk = Desk(settings())
        self.desk.import_accounts(accounts)
        self.desk.import_cards(cards)
        self.entries: list[Booked] = []
        self.made: list[Made] = []
        self.proposed: dict[str, list[Pair]] = {contract: [] for contract in CONTRACTS}
        self.lapsed: list[tuple[str, Pair]] = []
        self.barred: set[tuple[str, str]] = set()
        self.waiting: set[str] = set()  # entries that somebody proposed something about
        self.last = dt.date.min
        self.closed_until = MONDAY - DAY
        self.stated_until = MONDAY - DAY
        self.opened: list[tuple[Opening, dt.date]] = []  # with the day on which it is posted
        self.late: list[Night] = []  # whose bank statements have not come

    def live(self, night: Night) -> None:
        """Take what a night brings, and match."""
        self.last = self.desk.day = night.day
        for file in night.files:
            self.desk.take(file.name, file.data)
        self.late.append(night)
        while not night.is_late and self.late:
            self._book(self.late.pop(0))
        self.desk.reconcile()
        for contract in CONTRACTS:
            self._match(contract)

    def _book(self, night: Night) -> None:
        day = self.stated_until = night.day - DAY
        posted = max(day, self.closed_until + DAY) if self.closed_until >= MONDAY else day
        self.entries += [
            Booked(each.contract, f"bank-{night.day}.xml", row, day, each.pence, posted)
            for row, each in enumerate(night.booked, start=1)
        ]

    def _match(self, contract: str) -> None:
        entries = [
            Entry(each.name, each.day, (each.day.toordinal(), each.row), self.open(each))
            for each in self.entries
            if each.contract == contract and self.open(each) and each.name not in self.waiting
        ]
        dues = [
            OpenDue(due.key, due.day, left)
            for due in self.dues_of(contract)
            if (left := self.left(contract, due))
        ]
        matcher = Matcher(entries, dues, is_free, self.barred)
        for entry, key, pence, rule in matcher.confirmed():
            self.make(contract, key, entry, pence, rule)
        now = matcher.proposed()
        self.lapsed += [(contract, pair) for pair in self.proposed[contract] if pair not in now]
        self.proposed[contract] = now

    def make(self, contract: str, key: str, entry: str, pence: int, rule: str) -> None:
        """Match; with what settles the due go the fees that its standing matches have not brought."""
        due = self.due(contract, key)
        settles = self.left(contract, due) == pence
        fee = due.fees - self.kept(contract, key, self.last) if settles else 0
        self.made.append(Made(contract, key, entry, pence, rule, self.last, fee))

    def take_back(self, entry: str) -> None:
        for each in self.standing(entry):
            each.until = self.last
            self.barred.add((entry, each.due))

    # what stands

    def files(self, contract: str, until: dt.date = END) -> list[File]:
        return [
            file
            for day, file in self.desk.came
            if file.contract and file.contract.code == contract and day <= until
        ]

    def dues_of(self, contract: str, until: dt.date = END) -> list[Owed]:
        """A due of zero is none, unless something is matched to it: a file came late and took it away."""
        files = self.files(contract, until)
        made = dues_of(files, {file.number for file in files}, self.terms[contract], self.last)
        old = (Owed(each.key, *each.owes, fees=0) for each in self.old(contract, until))
        return [*(due for due in made if due.pence or self.paid(contract, due.key, self.last)), *old]

    def old(self, contract: str, until: dt.date = END) -> list[Opening]:
        return [each for each, posted in self.opened if each.contract == contract and posted <= until]

    def open_old(self, items: list[Opening]) -> None:
        """What was owed before the first file is of the day before it, or of the next open one."""
        posted = self.closed_until + DAY if self.closed_until >= MONDAY else MONDAY - DAY
        self.opened += [(each, posted) for each in items]

    def due(self, contract: str, key: str) -> Owed:
        return next(due for due in self.dues_of(contract) if due.key == key)

    def standing(self, entry: str) -> list[Made]:
        return [each for each in self.made if each.entry == entry and each.until == END]

    def paying(self, contract: str, key: str, on: dt.date) -> list[Made]:
        wanted = (contract, key)
        return [each for each in self.made if (each.contract, each.due) == wanted and each.stood(on)]

    def paid(self, contract: str, key: str, on: dt.date) -> int:
        return sum(each.pence for each in self.paying(contract, key, on))

    def kept(self, contract: str, key: str, on: dt.date) -> int:
        """The fees that were posted for a due and still stand."""
        return sum(each.fee for each in self.paying(contract, key, on))

    def left(self, contract: str, due: Owed) -> int:
        return due.pence - due.fees - self.paid(contract, due.key, self.last)

    def open(self, entry: Booked, on: dt.date | None = None) -> int:
        day = on or self.last
        taken = (each.pence for each in self.made if each.entry == entry.name and each.stood(day))
        return entry.pence - sum(taken)

    def proposals(self) -> set[str]:
        return {entry for pairs in self.proposed.values() for entry, *_ in pairs}

    # what is exported

    def dues(self) -> Counter[Told]:
        """Contract, key, day, amount, settled, fee and outstanding of each."""
        return Counter(
            (code, due.key, str(due.day), due.pence, self.paid(code, due.key, self.last), due.fees, left)
            for code in CONTRACTS
            for due in self.dues_of(code)
            for left in [self.left(code, due)]
        )

    def fees(self) -> Counter[Told]:
        """Contract, month, network, payments and tenths of a penny of each; then the month's pence."""
        found: Counter[Told] = Counter()
        for code, month in product((NETTED, STATED), MONTHS):
            lines = [line for file in self.files(code) for line in charged(file)]
            count = Counter(line.said.network for line in lines if line.said.paid_on.startswith(month))
            fee = {each: count[each] * tenths(self._tariff(code, each)) for each in count}
            found.update((code, month, each, count[each], fee[each]) for each in count)
            found[code, month, "in all", count.total(), (sum(fee.values()) + 5) // 10] += 1
        return found

    def _tariff(self, code: str, network: str) -> str:
        return self.terms[code].get(f"settlement.fee_pence.{network}", "0")

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
        explained = entry.pence - self.open(entry)
        state = "other" if not entry.contract else "open" if not explained else "part_explained"
        state = "explained" if entry.contract and explained == entry.pence else state
        return entry.name, str(entry.day), entry.pence, entry.contract, explained, state
