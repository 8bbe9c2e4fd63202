"""Whatever the people of a back office do, in whatever order, the books hold; on both databases.

The ordinary run tries the same few short lives each time, a soak new and longer ones.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from paycards.jobs.reconcile import reconcile
from paycards.jobs.verify import verify
from tests.jobs.office import asking, bank, days, desk, suppliers
from tests.jobs.office.office import CARDS, lists_come, new_office
from tests.jobs.office.watcher import Watcher

FEW = settings(
    max_examples=2,
    stateful_step_count=14,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
MANY = settings(FEW, max_examples=40, stateful_step_count=50)
ANY = st.integers(0, 59)
ROWS = st.lists(st.tuples(ANY, ANY), min_size=1, max_size=4)
WHO = st.integers(0, 2)
Copies = Callable[[], str]
Rows = list[tuple[int, int]]


class Life(RuleBasedStateMachine):
    """A life of the office; `copies` gives the address of a new database each time."""

    copies: Copies
    folders: Callable[[], Path]

    @initialize()
    def begin(self) -> None:
        self.office = new_office(self.folders(), self.copies())
        self.watcher = Watcher()
        suppliers.references(self.office, [(1, 7), (2, 21), (3, 0)], client="NVDC", takes_back=False)
        self.office.night()

    @rule(rows=ROWS, back=st.none() | ANY)
    def receipts_come(self, rows: Rows, back: int | None) -> None:
        suppliers.receipts(self.office, rows, back=back)

    @rule(rows=ROWS, client=st.sampled_from(["NVDC", "NVDS"]), takes_back=st.booleans())
    def references_come(self, rows: Rows, client: str, takes_back: bool) -> None:
        suppliers.references(self.office, rows, client=client, takes_back=takes_back)

    @rule(off=ANY)
    def a_supplier_states_what_it_took(self, off: int) -> None:
        suppliers.statement(self.office, off)

    @rule(which=ANY, rows=ROWS, how=st.integers(0, 2))
    def files_come_late_again_or_wrong(self, which: int, rows: Rows, how: int) -> None:
        if how == 0:
            suppliers.lost_file_comes(self.office, which)
        elif how == 1:
            suppliers.file_comes_again(self.office, which)
        else:
            suppliers.other_file_comes(self.office, which, rows)

    @rule(person=WHO, which=ANY, way=ANY)
    def a_file_is_seen_to(self, person: int, which: int, way: int) -> None:
        desk.see_to_file(self.office, person, which, way)

    @rule(closed=st.integers(-3, 2), cards=st.integers(2, len(CARDS)))
    def lists_come(self, closed: int, cards: int) -> None:
        lists_come(self.office, closed=closed, cards=cards)

    @rule(lines=st.lists(st.tuples(ANY, ANY), max_size=3), how=ANY)
    def the_bank_tells(self, lines: Rows, how: int) -> None:
        bank.statement(self.office, lines, how)

    @rule(which=ANY, pence=st.integers(1, 900), again=st.booleans())
    def the_bank_tells_again(self, which: int, pence: int, again: bool) -> None:
        if again:
            bank.statement_comes_again(self.office, which)
        else:
            bank.corrected_statement_comes(self.office, which, pence)

    @rule(person=WHO, off=ANY)
    def a_balance_is_entered(self, person: int, off: int) -> None:
        bank.balance_is_entered(self.office, person, off)

    @rule(person=WHO, entry=ANY, to=ANY)
    def somebody_says_whose_an_entry_is(self, person: int, entry: int, to: int) -> None:
        bank.whose(self.office, person, entry, to)

    @rule(person=WHO, due=ANY, pence=ANY)
    def opening_items_come(self, person: int, due: int, pence: int) -> None:
        bank.opening_items(self.office, person, due, pence)

    @rule(rows=ROWS, lines=ROWS, how=ANY)
    def business_goes_on(self, rows: Rows, lines: Rows, how: int) -> None:
        suppliers.receipts(self.office, rows, back=how if how % 3 == 0 else None)
        suppliers.references(self.office, lines, client="NVDC" if how % 2 else "NVDS", takes_back=False)
        if how % 4 == 0:
            suppliers.statement(self.office, how)
        bank.statement(self.office, lines[:3], how)
        reconcile(self.office.visit)
        self.office.night()

    @rule(nights=st.integers(1, 3))
    def nights_pass(self, nights: int) -> None:
        self.office.night(nights)

    @rule(person=WHO, item=ANY, way=ANY)
    def an_item_is_seen_to(self, person: int, item: int, way: int) -> None:
        desk.place(self.office, person, item, way)

    @rule(person=WHO, which=ANY, to=ANY)
    def a_payment_is_moved(self, person: int, which: int, to: int) -> None:
        desk.move(self.office, person, which, to)

    @rule(person=WHO, entry=ANY, due=ANY)
    def an_entry_is_matched(self, person: int, entry: int, due: int) -> None:
        bank.match(self.office, person, entry, due)

    @rule(person=WHO, wrong=ANY, right=ANY)
    def references_are_corrected(self, person: int, wrong: int, right: int) -> None:
        desk.correct(self.office, person, wrong, right)

    @rule(person=WHO, which=ANY, verdict=ANY)
    def a_decision_gets_its_verdict(self, person: int, which: int, verdict: int) -> None:
        desk.decide(self.office, person, which, verdict)

    @rule()
    def a_day_is_closed(self) -> None:
        days.close(self.office)

    @rule(person=WHO)
    def a_day_is_opened_again(self, person: int) -> None:
        days.reopen(self.office, person)

    @rule(person=WHO)
    def a_month_is_signed(self, person: int) -> None:
        days.sign_month(self.office, person)

    @rule(person=WHO, which=ANY, pence=ANY)
    def somebody_misses_a_payment(self, person: int, which: int, pence: int) -> None:
        asking.enquire(self.office, person, which, pence)

    @rule(what=ANY, which=ANY)
    def somebody_asks(self, what: int, which: int) -> None:
        asking.ask(self.office, what, which)

    @invariant()
    def the_books_hold(self) -> None:
        if hasattr(self, "watcher"):
            self.watcher.look(self.office)

    @rule()
    def the_books_are_proved(self) -> None:
        verified = verify(self.office.visit)
        assert verified.agrees, verified.differences

    def teardown(self) -> None:
        if hasattr(self, "watcher"):
            self.office.night()
            self.watcher.look(self.office)
            self.the_books_are_proved()
            self.office.visit.installation.engine.dispose()


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
