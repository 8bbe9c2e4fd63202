"""What the pages of dues, proof, closing, payments, charts and returns show."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.errors import NotAllowed, NotFound, Stale
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.close_day import close_day
from paycards.jobs.explain_due import explain_due
from paycards.jobs.reopen_day import reopen_day
from paycards.jobs.show_charts import show_charts
from paycards.jobs.show_closing import CheckTask, ClosePage, show_closing
from paycards.jobs.show_day_proof import show_day_proof
from paycards.jobs.show_dues import show_dues
from paycards.jobs.show_proof_days import show_proof_days
from paycards.jobs.show_returns import show_returns
from paycards.jobs.sign_exception import sign_exception
from paycards.jobs.sign_return import sign_return
from paycards.jobs.tell_payment import tell_payment
from tests.oracle.writers import Paid
from tests.reconcile.settlement.bank_world import BankWorld, open_bank_world

MONDAY = dt.date(2026, 11, 16)
LATER = "11-23"


@pytest.fixture(scope="module")
def template(_migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week: one due is paid, one short, one late; a Payzone file whose fee is kept; all is in suspense."""
    folder = tmp_path_factory.mktemp("money-pages")
    shutil.copy(_migrated_sqlite, folder / "paycards.db")
    world = open_bank_world(f"sqlite:///{folder}/paycards.db", folder)
    for number, pence in enumerate((300, 70, 500), start=1):
        world.file(number, pence, made=f"11-{15 + number}")
    card = "9826999900000999999"
    world.payzone(1, Paid(card, 5_000, "2026-11-17", reference="P1"), created="11-18")
    world.bank("11-16", ("BYFILE", 300))
    world.bank("11-18", ("BYFILE", 450))
    world.night("11-18")
    world.visit.installation.engine.dispose()
    return folder


@pytest.fixture
def world(template: Path, tmp_path: Path) -> Iterator[BankWorld]:
    for name in ("paycards.db", "paycards.toml"):
        shutil.copy(template / name, tmp_path)
    shutil.copytree(template / "archive", tmp_path / "archive")
    world = open_bank_world(f"sqlite:///{tmp_path}/paycards.db", tmp_path)
    yield world
    world.visit.installation.engine.dispose()


def at_desk(world: BankWorld, name: str = "Amira", on: str = LATER) -> Visit:
    visit = world.on(on, hour=9)
    return replace(visit, visitor=replace(visit.visitor, name=name))


def test_dues_are_shown_oldest_first_with_their_age_and_what_is_to_come(world: BankWorld) -> None:
    page = show_dues(at_desk(world), "NVD")
    assert [(each.due.key, each.state, each.due.outstanding_pence) for each in page.dues] == [
        ("NVDF0002.PO", "late", 70),
        ("NVDF0003.PO", "late", 500),
        ("payzone_nvdc_000001.csv", "late", 4_961),
    ]
    assert (page.total, page.total_pence, page.late) == (3, 5_531, 3)
    assert sum(band.dues for band in page.bands) == 3
    assert show_dues(at_desk(world), "NVD", view="settled").dues[0].due.key == "NVDF0001.PO"
    assert show_dues(at_desk(world), "NVD", contract="PAYZONE").total == 1
    with pytest.raises(NotFound, match="No view some"):
        show_dues(at_desk(world), "NVD", view="some")


def test_a_due_is_explained_by_its_files_its_fee_and_its_matches(world: BankWorld) -> None:
    visit = at_desk(world)
    places = {each.due.key: each.due.made_by for each in show_dues(visit, "NVD", view="all").dues}
    paid, netted = places["NVDF0001.PO"], places["payzone_nvdc_000001.csv"]
    assert paid is not None
    assert netted is not None
    page = explain_due(visit, "NVD", paid)
    assert [each.amount_pence for each in page.story.matches] == [300]
    assert len(page.entries) == 1
    assert page.files == {"NVDF0001.PO": paid[0]}
    fee = explain_due(visit, "NVD", netted)
    assert (fee.fees_are, [(each.network, each.payments, each.tenths) for each in fee.fees]) == (
        "netted",
        [("payzone", 1, 385)],
    )
    for wrong in ((999, 0), (paid[0], 4)):
        with pytest.raises(NotFound):
            explain_due(visit, "NVD", wrong)


def test_each_figure_of_a_proof_leads_to_the_rows_that_make_it(world: BankWorld) -> None:
    page = show_day_proof(at_desk(world), "NVD", dt.date(2026, 11, 18))
    [byfile] = [each for each in page.contracts if each.contract == "BYFILE"]
    found = {
        (shown.figure.check, part.source.kind)
        for shown in byfile.figures
        for part in shown.parts
        if part.source is not None
    }
    assert {("received", "file"), ("owed", "entry"), ("explained", "due"), ("explained", "entry")} <= found
    assert not page.is_closed
    assert (page.before, page.after) == (dt.date(2026, 11, 17), dt.date(2026, 11, 19))
    for day in (dt.date(2026, 11, 15), dt.date(2026, 11, 24)):
        with pytest.raises(NotFound):
            show_day_proof(at_desk(world), "NVD", day)


def closing(world: BankWorld, day: dt.date = MONDAY, on: str = LATER) -> ClosePage:
    return show_closing(at_desk(world, on=on), "NVD", day)


def sign_one(world: BankWorld, task: CheckTask, day: dt.date = MONDAY) -> int:
    check, until = task.figure.check, day + dt.timedelta(days=60)
    visit = at_desk(world)
    return sign_exception(visit, day, contract=task.contract, check=check, note="known", until=until).decision


def sign_all(world: BankWorld, day: dt.date = MONDAY) -> None:
    for task in closing(world, day).tasks:
        if task.state == "to_sign":
            approve_decision(at_desk(world, "Bola"), sign_one(world, task, day))


def test_a_day_is_closed_with_the_figures_that_were_shown(world: BankWorld) -> None:
    page = closing(world)
    assert page.is_next
    assert page.open_tasks
    assert not page.can_be_closed
    sign_all(world)
    ready = closing(world)
    assert ready.can_be_closed
    assert {task.state for task in ready.tasks} == {"agrees", "signed"}
    with pytest.raises(Stale, match="not those that you were shown"):
        close_day(at_desk(world), MONDAY, council="NVD", version="another")
    close_day(at_desk(world), MONDAY, council="NVD", version=ready.version)
    closed = closing(world)
    assert closed.is_closed
    assert closed.can_be_reopened
    assert closed.closings[-1].closed_by == "Amira"
    proof = show_day_proof(at_desk(world), "NVD", MONDAY)
    assert proof.is_closed
    assert any(shown.parts for each in proof.contracts for shown in each.figures)
    days = show_proof_days(at_desk(world), "NVD")
    assert (days.agreed_until, days.next_to_close) == (MONDAY, dt.date(2026, 11, 17))
    assert [day.state for day in days.days] == [*["open"] * 6, "closed"]


def test_one_exception_waits_by_itself(world: BankWorld) -> None:
    first = next(task for task in closing(world).tasks if task.state == "to_sign")
    sign_one(world, first)
    again = {(task.contract, task.figure.check): task for task in closing(world).tasks}
    waiting = again[first.contract, first.figure.check]
    assert waiting.state == "waits"
    assert waiting.decision is not None
    assert waiting.decision.proposed_by == "Amira"


def test_a_day_that_is_not_over_or_not_next_says_so(world: BankWorld) -> None:
    today = closing(world, dt.date(2026, 11, 23))
    assert (today.is_over, today.is_today, today.is_next) == (False, True, False)
    assert today.from_.isoformat() == "2026-11-24T00:00:00+00:00"
    future = closing(world, dt.date(2026, 12, 1))
    assert (future.is_over, future.tasks) == (False, ())
    with pytest.raises(NotAllowed, match="closed first"):
        close_day(at_desk(world), dt.date(2026, 11, 18), council="NVD")


def test_opening_a_day_again_is_proposed_once_and_leaves_its_trace(world: BankWorld) -> None:
    sign_all(world)
    close_day(at_desk(world), MONDAY, council="NVD")
    decision = reopen_day(at_desk(world), MONDAY, council="NVD", note="a late file")
    waits = closing(world)
    assert waits.reopening is not None
    assert not waits.can_be_reopened
    approve_decision(at_desk(world, "Bola"), decision.decision)
    opened = closing(world)
    assert not opened.is_closed
    assert opened.closings[-1].reopened_by == "Bola"


def test_a_payment_is_told_from_the_till_on(world: BankWorld) -> None:
    visit = at_desk(world)
    due = next(each.due for each in show_dues(visit, "NVD", view="all").dues if each.due.key == "NVDF0001.PO")
    assert due.made_by is not None
    page = tell_payment(visit, "NVD", (due.made_by[0], 1))
    assert page.story.line is not None
    assert page.story.line.amount_pence == 300
    assert page.story.settlement is not None
    assert (page.held, page.can_move) == ((), False)
    for wrong in ((999, 1), (due.made_by[0], 2)):
        with pytest.raises(NotFound):
            tell_payment(visit, "NVD", wrong)


def test_charts_have_every_day_and_every_band(world: BankWorld) -> None:
    page = show_charts(at_desk(world), "NVD")
    assert len(page.intake) == 28
    assert sum(bar.pence for bar in page.intake) == 5_870
    assert sum(bar.items for bar in page.delay) == 4
    assert (sum(bar.items for bar in page.suspense), sum(bar.pence for bar in page.suspense)) == (4, 5_870)


def test_the_months_that_are_over_are_listed_with_their_state(world: BankWorld) -> None:
    assert show_returns(at_desk(world), "NVD").months == ()
    visit = at_desk(world, on="12-02")
    sign_return(visit, "2026-11", council="NVD", note="as it is")
    assert [(each.first.isoformat(), each.state) for each in show_returns(visit, "NVD").months] == [
        ("2026-11-01", "prepared")
    ]
