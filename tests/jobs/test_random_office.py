"""Whatever the people of a back office do, in whatever order, the books hold; on both databases.

The ordinary run tries the same few short lives each time, a soak new and longer ones.
"""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import make_url

from paycards.jobs.init import init
from paycards.jobs.verify import verify
from paycards.settings.reading import load_settings
from tests.jobs.hand_in import bring_accounts, bring_cards
from tests.jobs.office_invariants import Watcher
from tests.jobs.random_office import ACCOUNTS, CARDS, Office, pick
from tests.visits import open_visit

if TYPE_CHECKING:  # pytest rewrites its assertions when it loads it as a plugin
    from tests.postgres import PostgresServer

MONDAY = dt.datetime(2026, 11, 16, 4, 0, tzinfo=dt.UTC)
SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
exports = "exports"

[[councils]]
code = "NVD"
name = "Northvale District Council"
[[councils.contracts]]
code = "NVD-PAYPOINT"
channel = "paypoint"
client_code = "000123"
settlement_lag_working_days = 1
[councils.contracts.settlement]
bank_text = "PAYPOINT"
[[councils.contracts]]
code = "NVD-ALLPAY"
channel = "allpay"
client_code = "NVDC"
settlement_lag_working_days = 2
[councils.contracts.settlement]
by = "file"
bank_text = "ALLPAY"
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-71"
account_number = "00004471"
[[councils.outgoing]]
fund = "rent"
format = "rent_cash"
"""
FEW = settings(
    max_examples=3,
    stateful_step_count=14,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
MANY = settings(FEW, max_examples=40, stateful_step_count=50)
ANY = st.integers(0, 59)
WHO = st.integers(0, 2)
Copies = Callable[[], str]


class Life(RuleBasedStateMachine):
    """A life of the office; `copies` gives the address of a new database each time."""

    copies: Copies
    folders: Callable[[], Path]

    @initialize()
    def begin(self) -> None:
        home = self.folders()
        path = home / "paycards.toml"
        path.write_text(SETTINGS.format(database=self.copies()), encoding="utf-8")
        loaded = load_settings(path)
        init(loaded)
        self.office = Office(home, open_visit(loaded, now=MONDAY, actor="Amira"))
        bring_accounts(self.office.visit, home, *(f"NVD,rent,{each},open" for each in ACCOUNTS))
        bring_cards(
            self.office.visit,
            home,
            *(f"NVD,rent,{pick(ACCOUNTS, n)},{card}" for n, card in enumerate(CARDS[:2])),
        )
        self.watcher = Watcher()
        self.office.import_references([(1, 7), (2, 21), (3, 0)], takes_back=False)
        self.office.night()

    @rule(rows=st.lists(st.tuples(ANY, ANY), min_size=1, max_size=4), back=st.none() | ANY)
    def receipts_come(self, rows: list[tuple[int, int]], back: int | None) -> None:
        self.office.import_receipts(rows, back=back)

    @rule(rows=st.lists(st.tuples(ANY, ANY), min_size=1, max_size=4), takes_back=st.booleans())
    def references_come(self, rows: list[tuple[int, int]], takes_back: bool) -> None:
        self.office.import_references(rows, takes_back=takes_back)

    @rule(lines=st.lists(st.tuples(ANY, ANY), max_size=3))
    def the_bank_tells(self, lines: list[tuple[int, int]]) -> None:
        self.office.import_statement(lines)

    @rule(days=st.integers(1, 3))
    def nights_pass(self, days: int) -> None:
        self.office.night(days)

    @rule(person=WHO, item=ANY, way=ANY)
    def an_item_is_seen_to(self, person: int, item: int, way: int) -> None:
        self.office.place(person, item, way)

    @rule(person=WHO, which=ANY, to=ANY)
    def a_payment_is_moved(self, person: int, which: int, to: int) -> None:
        self.office.move(person, which, to)

    @rule(person=WHO, entry=ANY, due=ANY)
    def an_entry_is_matched(self, person: int, entry: int, due: int) -> None:
        self.office.match(person, entry, due)

    @rule(person=WHO, wrong=ANY, right=ANY)
    def references_are_corrected(self, person: int, wrong: int, right: int) -> None:
        self.office.correct(person, wrong, right)

    @rule(person=WHO, which=ANY, verdict=ANY)
    def a_decision_gets_its_verdict(self, person: int, which: int, verdict: int) -> None:
        self.office.decide(person, which, verdict)

    @rule()
    def a_day_is_closed(self) -> None:
        closed = self.office.closed_days()
        day = closed[-1] + dt.timedelta(days=1) if closed else MONDAY.date()
        if day < self.office.visit.today:
            self.office.close(day)

    @rule(person=WHO)
    def a_day_is_opened_again(self, person: int) -> None:
        self.office.reopen(person)

    @invariant()
    def the_books_hold(self) -> None:
        if hasattr(self, "watcher"):
            self.watcher.look(self.office)

    def teardown(self) -> None:
        if hasattr(self, "watcher"):
            self.office.night()
            self.watcher.look(self.office)
            verified = verify(self.office.visit)
            assert verified.agrees, verified.differences
            self.office.visit.installation.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest, tmp_path: Path) -> Copies:
    """Addresses of new databases without rows."""
    numbers = itertools.count(1)
    if request.param == "sqlite":
        migrated: Path = request.getfixturevalue("_migrated_sqlite")

        def copied() -> str:
            path = tmp_path / f"{next(numbers)}.db"
            shutil.copy(migrated, path)
            return f"sqlite:///{path}"

        return copied
    url = make_url(request.getfixturevalue("_migrated_postgresql"))
    server: PostgresServer = request.getfixturevalue("postgres_server")

    def created() -> str:
        name = f"office_{next(numbers)}"
        with server.connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {url.database}")
        return url.set(database=name).render_as_string(hide_password=False)

    return created


def live(copies: Copies, tmp_path: Path, how: settings) -> None:
    numbers = itertools.count(1)

    def folder() -> Path:
        home = tmp_path / f"office-{next(numbers)}"
        home.mkdir()
        return home

    kind = type("ThisLife", (Life,), {"copies": staticmethod(copies), "folders": staticmethod(folder)})
    run_state_machine_as_test(kind, settings=how)


def test_the_books_hold_whatever_people_do(copies: Copies, tmp_path: Path) -> None:
    live(copies, tmp_path, settings(FEW, derandomize=True))


@pytest.mark.soak
def test_the_books_hold_over_long_lives(copies: Copies, tmp_path: Path) -> None:
    live(copies, tmp_path, MANY)
