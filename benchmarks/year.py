"""What the back office costs in a year of 5 contracts: `python -m benchmarks year`.

Two million payments come in 260 days of files, are matched to accounts, and 1,300 entries of the bank pay for
them. Then what a finance officer does in a morning is timed in that year, and all of it is proved.

Run in a process of its own as `python -m benchmarks.year FOLDER URL LINES`; the answer is one line of JSON,
in seconds of this process and of the server's, because others use the machine.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.table import Table
from sqlalchemy import Column

from benchmarks.big.files import LAST_DAY, Takings, allpay_long, paypoint_rows, payzone_rows
from benchmarks.big.population import Population, card_list, extract, make_population
from benchmarks.cases import CARDS
from benchmarks.seconds import seconds_of
from benchmarks.server import Server
from paycards.demo.banks.booked import Account, Booked, Line
from paycards.demo.banks.camt053 import camt053

if TYPE_CHECKING:
    from paycards.access.visit import Visit
    from paycards.settings.installation import Settings

HOME = Path(__file__).parent.parent
LINES, DAYS = 2_000_000, 260
NAME = "year"  # of the database
MAIN = Account("000471", "00004471")
SOME = 20  # of what is asked for one by one
WEEK = 5  # days whose files come in one night: what a night costs by itself is measured elsewhere
UNKNOWN = 3  # payments of each file whose card nobody has
CONTRACTS = (
    ("ONE-ALLPAY", "allpay", "BIGA", allpay_long),
    ("TWO-ALLPAY", "allpay", "BIGB", allpay_long),
    ("ONE-PAYPOINT", "paypoint", "109901", paypoint_rows),
    ("TWO-PAYPOINT", "paypoint", "109902", paypoint_rows),
    ("PAYZONE", "payzone", "BIG9901", payzone_rows),
)


@dataclass(frozen=True)
class Aim:
    """What is told of a figure: its name, how many of its unit a second is, and the most it may be."""

    title: str
    unit: float
    most: float


AIMS = {
    "matching": Aim("matching of the year, s", 1, 30),
    "matching_ratio": Aim("matching to the SQL it rests on, times", 1, 3),
    "proof": Aim("proof of one day, ms", 1000, 300),
    "decision": Aim("a decision applied, ms", 1000, 100),
    "trace": Aim("a trace, ms", 1000, 100),
    "suggest": Aim("a suggestion, ms", 1000, 50),
    "verify_ratio": Aim("verify to import and reconcile, times", 1, 2),
}


def measure(databases: Sequence[str], server: Server, console: Console, lines: int = LINES) -> None:
    """Live the year in each database, and print what each thing took beside its aim."""
    table = Table("measure", "aim", *databases, caption=f"{lines:,} payments; seconds of the processors")
    took = []
    for database in databases:
        with tempfile.TemporaryDirectory(prefix="year-") as name:
            took.append(_run(Path(name), database, server, lines))
    for what, aim in AIMS.items():
        table.add_row(aim.title, f"{aim.most:g}", *(f"{each[what] * aim.unit:.2f}" for each in took))
    console.print(table)


def _run(home: Path, database: str, server: Server, lines: int) -> dict[str, float]:
    if database == "sqlite":
        return _in_a_process(home, f"sqlite:///{home}/paycards.db", lines)
    server.create(NAME)
    try:
        url = server.url(NAME).replace("postgresql:", "postgresql+psycopg:")
        return _in_a_process(home, url, lines)
    finally:
        server.drop(NAME)


def _in_a_process(home: Path, url: str, lines: int) -> dict[str, float]:
    worker = [sys.executable, "-m", "benchmarks.year", str(home), url, str(lines)]
    environment = {"PYTHONPATH": str(HOME), "PATH": ""}
    done = subprocess.run(worker, cwd=home, env=environment, stdout=subprocess.PIPE, check=True)
    took: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return took


@dataclass
class Year:
    """The year as it is lived: `took` has the seconds of each thing."""

    home: Path
    visit: Visit
    accounts: int = CARDS
    took: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _held_pence: int = 1_000_000

    def timed(self, what: str, act: Callable[[], object], times: int = 1) -> None:
        """Add what an act takes, or the `times`-th part of it."""
        began = seconds_of(self.visit)
        act()
        self.took[what] += (seconds_of(self.visit) - began) / times

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

        paths = [path for number, day in days for path in self._files(people, number, (day, rows), chance)]
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

    def _files(
        self, people: Population, number: int, of_day: tuple[dt.date, int], chance: np.random.Generator
    ) -> Iterator[Path]:
        day, rows = of_day
        for place, (_, _, client, write) in enumerate(CONTRACTS):
            first = (number * len(CONTRACTS) + place) * rows
            name, data = write(client, number + 1, takings(people, day, rows, (first, chance)))
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

    def match(self) -> None:
        """Match the year; then read and write alone what matching reads and writes."""
        from paycards.jobs.match_settlements import match_settlements

        self.timed("matching", lambda: match_settlements(self.visit))
        self.timed("plain", self._read_and_write)
        self.took["matching_ratio"] = self.took["matching"] / self.took["plain"]

    def _read_and_write(self) -> None:
        """The dues and entries of every contract, and the rows of all matches, into a table of their own."""
        from paycards.reconcile.settlement.dues import dues_of
        from paycards.reconcile.settlement.open_sides import own_entries
        from paycards.store.engine import writing
        from paycards.store.tables import matches
        from paycards.store.temporary import temporary

        with writing(self.visit.installation.engine) as connection:
            for contract in self.visit.installation.contracts.values():
                dues_of(connection, contract, self.visit.today)
                own_entries(connection, contract.id)
            made = [dict(row._mapping) for row in connection.execute(matches.select())]
            columns = [Column(column.name, column.type) for column in matches.c]
            with temporary(connection, "plain_matches", *columns) as plain:
                connection.execute(plain.insert(), made)

    def morning(self) -> None:
        """What is asked and decided one by one."""
        from paycards.jobs.allocate_item import allocate_item
        from paycards.jobs.list_suspense import list_suspense
        from paycards.jobs.show_proof import show_proof
        from paycards.jobs.suggest_accounts import suggest_accounts
        from paycards.jobs.trace_payment import trace_payment
        from paycards.tracing.facts import Facts

        day = LAST_DAY - dt.timedelta(days=14)
        facts = Facts(paid_on=day, amount_pence=5000, network="paypoint")
        items = [item.id for item in list_suspense(self.visit)][-2 * SOME :]
        account = {"fund": "rent", "reference": self._rent_reference(), "note": "bench"}

        def decide() -> None:
            for item in items[SOME:]:
                allocate_item(self.visit, item, **account)  # type: ignore[arg-type]

        def suggest() -> None:
            for item in items[:SOME]:
                suggest_accounts(self.visit, item)

        booked = day + dt.timedelta(days=1)  # the files of a week
        for warm_up in (
            lambda: suggest_accounts(self.visit, items[0]),
            lambda: show_proof(self.visit, booked),
        ):
            warm_up()
        self.timed("suggest", suggest, SOME)
        self.timed("proof", lambda: [show_proof(self.visit, booked) for _ in range(5)], 5)
        self.timed("trace", lambda: [trace_payment(self.visit, facts) for _ in range(5)], 5)
        self.timed("decision", decide, SOME)

    def _rent_reference(self) -> str:
        text = (self.home / "accounts.csv").read_text(encoding="utf-8")
        rows = (line.split(",") for line in text.splitlines())
        return next(row[2] for row in rows if row[1] == "rent" and row[3] == "open")

    def prove(self) -> None:
        """Rebuild the year and compare."""
        from paycards.jobs.verify import verify

        def all_of_it() -> None:
            verified = verify(self.visit)
            if not verified.agrees:
                raise SystemExit(f"verify does not agree: {verified.counts}")

        self.timed("verify", all_of_it)
        self.took["verify_ratio"] = self.took["verify"] / (self.took["import"] + self.took["reconcile"])


def batches_of(size: int, days: list[tuple[int, dt.date]]) -> Iterator[list[tuple[int, dt.date]]]:
    """Cut the days of the year into weeks."""
    return (days[start : start + size] for start in range(0, len(days), size))


def working_days() -> list[dt.date]:
    """The weekdays of the year, up to the last day of the sample nights."""
    before = (LAST_DAY - dt.timedelta(days=back) for back in range(DAYS * 2))
    return sorted(islice((day for day in before if day.weekday() < 5), DAYS))


def takings(people: Population, day: dt.date, rows: int, of_file: tuple[int, np.random.Generator]) -> Takings:
    """The payments of one file, a few of them by cards that nobody has."""
    first, chance = of_file
    payers = chance.integers(0, len(people.funds), rows)
    block = people.cards[payers]
    block[:UNKNOWN, 17] = (block[:UNKNOWN, 17] - ord("0") + 5) % 10 + ord("0")
    references = people.references[payers]
    references[:UNKNOWN, 5] = (references[:UNKNOWN, 5] - ord("0") + 5) % 10 + ord("0")
    return Takings(
        day,
        block,
        references,
        chance.integers(500, 20_001, rows),
        chance.integers(8 * 3600, 18 * 3600, rows),
        np.arange(first, first + rows, dtype=np.int64),
        np.empty(0, dtype=np.int64),
    )


def settings_of(home: Path, url: str) -> Settings:
    """One council with five contracts, whose dues are by file; postings leave for two funds."""
    from paycards.settings.installation import Settings

    contracts = [
        {"code": code, "channel": channel, "client_code": client, "settlement_lag_working_days": 2}
        | {"settlement": {"by": "file", "bank_text": code}}
        for code, channel, client, _ in CONTRACTS
    ]
    bank = {"code": "MAIN", "sort_code": "00-04-71", "account_number": "00004471"}
    council = {"code": "BIG", "name": "Great Northvale City Council", "contracts": contracts}
    outgoing = [{"fund": fund, "format": "income_csv"} for fund in ("rent", "council_tax")]
    here = {"database": url, "archive": home / "archive"}
    return Settings.model_validate(
        {"paycards": here, "councils": [council | {"bank_accounts": [bank], "outgoing": outgoing}]}
    )


def main(arguments: Sequence[str]) -> None:
    """Live the year, time the rest, tell."""
    from paycards.access.visit import open_visit
    from paycards.access.visitor import Visitor
    from paycards.jobs.init import init

    home, url, lines = Path(arguments[0]), arguments[1], int(arguments[2])
    settings = settings_of(home, url)
    init(settings)
    first = dt.datetime.combine(working_days()[0], dt.time(4), dt.UTC)
    year = Year(home, open_visit(settings, Visitor("bench"), now=first))
    year.live(lines)
    year.match()
    year.morning()
    year.prove()
    print(json.dumps(year.took))


if __name__ == "__main__":
    main(sys.argv[1:])
