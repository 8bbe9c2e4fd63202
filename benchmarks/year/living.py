"""The year as it is lived: every file comes and is matched to accounts, then the bank pays for them."""

from __future__ import annotations

import datetime as dt
import gc
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.big.files import LAST_DAY
from benchmarks.big.population import Population, card_list, extract, make_population
from benchmarks.cases import CARDS
from benchmarks.seconds import Processors
from benchmarks.year.suppliers import CONTRACTS, DAYS, WEEK, Day, batches_of, takings, working_days
from paycards.demo.banks.booked import Account, Booked, Line
from paycards.demo.banks.camt053 import camt053

if TYPE_CHECKING:
    from paycards.access.visit import Visit

MAIN = Account("000471", "00004471")
UNKNOWN = 3  # payments of each file whose card nobody has


@dataclass
class Year:
    """The year as it is lived: `took` has the seconds of each thing."""

    home: Path
    visit: Visit
    accounts: int = CARDS
    unknown: int = UNKNOWN
    took: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    processors: Processors = field(init=False)
    _held_pence: int = 1_000_000

    def __post_init__(self) -> None:
        """Watch what works for the visit."""
        self.processors = Processors(self.visit.installation.engine)

    def timed(self, what: str, act: Callable[[], object], times: int = 1) -> None:
        """Add what an act takes, or the `times`-th part of it; what others left behind is swept up before."""
        gc.collect()
        began = self.processors.seconds()
        act()
        self.took[what] += (self.processors.seconds() - began) / times

    def on(self, day: dt.date) -> Visit:
        """The visit of the night after a day."""
        night = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(4), dt.UTC)
        return replace(self.visit, now=night)

    def live(self, lines: int) -> None:
        """Let every file come and be matched, then every statement of the bank."""
        chance = np.random.default_rng(2026)
        people = self.settle(chance)
        rows = lines // (DAYS * len(CONTRACTS))
        for week in batches_of(WEEK, list(enumerate(working_days()))):
            self.night(people, week, rows, chance)
        self.visit = self.on(LAST_DAY + dt.timedelta(days=9))
        self.bank()

    def night(
        self, people: Population, days: list[tuple[int, dt.date]], rows: int, chance: np.random.Generator
    ) -> None:
        """Let the files of some days come, so many rows each, and be matched."""
        from paycards.jobs.import_files import import_files
        from paycards.jobs.reconcile import reconcile

        of_days = (Day(number, day, rows, self.unknown) for number, day in days)
        paths = [path for day in of_days for path in self._files(people, day, chance)]
        visit = self.on(days[-1][1])
        self.timed("import", lambda: import_files(visit, paths))
        self.timed("reconcile", lambda: reconcile(visit))
        for path in paths:
            path.unlink()

    def settle(self, chance: np.random.Generator) -> Population:
        """Let there be people with accounts and cards."""
        from paycards.jobs.import_accounts import import_accounts
        from paycards.jobs.import_cards import import_cards

        people = make_population("BIG", self.accounts, chance)
        (self.home / "accounts.csv").write_bytes(extract(people, chance))
        (self.home / "cards.csv").write_bytes(card_list(people))
        import_accounts(self.visit, self.home / "accounts.csv")
        import_cards(self.visit, self.home / "cards.csv")
        return people

    def _files(self, people: Population, day: Day, chance: np.random.Generator) -> Iterator[Path]:
        for place, (_, _, client, write) in enumerate(CONTRACTS):
            name, data = write(client, day.number + 1, takings(people, day, place, chance))
            path = self.home / name
            path.write_bytes(data)
            yield path

    def bank(self, until: dt.date = dt.date.max) -> None:
        """One file of a year of statements: each due is paid on its day, one in seventeen short."""
        from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank
        from paycards.jobs.list_dues import list_dues

        by_day: dict[dt.date, list[Line]] = defaultdict(list)
        dues = (due for due in list_dues(self.visit) if due.due_on <= until)
        for number, due in enumerate(dues):
            pence = due.outstanding_pence - (100 if number % 17 == 0 else 0)
            by_day[due.due_on].append(Line(due.due_on, pence, f"CREDIT {due.contract}"))
        statements = []
        for number, (day, lines) in enumerate(sorted(by_day.items()), start=1):
            statements.append(Booked(MAIN, number, day, day, self._held_pence, lines))
            self._held_pence = statements[-1].closing_pence
        file = BankFile("bank.xml", camt053(statements))
        result = import_bank_file(self.visit, our_own_bank(self.visit), file)
        if result.state != "accepted":
            raise SystemExit(f"the bank's statements: {result.reason}")
