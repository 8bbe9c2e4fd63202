"""What the pages of the morning, files, suspense, approvals and problems are given, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from paycards.access.visit import Visit
from paycards.decisions.noting import Owner
from paycards.decisions.row_version import SeenItem
from paycards.decisions.splitting import Part
from paycards.errors import NotFound, Stale
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.assign_item import assign_item
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.nightly import nightly
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.reject_file import reject_file
from paycards.jobs.show_approval import show_approval
from paycards.jobs.show_approvals import show_approvals
from paycards.jobs.show_file_page import show_file_page
from paycards.jobs.show_file_row import show_file_row
from paycards.jobs.show_files import show_files
from paycards.jobs.show_item import show_item
from paycards.jobs.show_morning import show_morning
from paycards.jobs.show_problems import show_problem, show_problems
from paycards.jobs.show_suspense import show_suspense
from paycards.jobs.split_item import split_item
from paycards.reconcile.suspense.listing import Which
from paycards.reconcile.suspense.reasons import WHY
from paycards.store.tables.suspense import REASONS
from tests.conftest import two_councils
from tests.jobs.hand_in import STRANGER
from tests.jobs.night_pages import OTHER_CARD, at_desk, bring_morning
from tests.prepared import Prepared
from tests.visits import visit_in

NVD = "NVD"


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, prepared: Prepared, tmp_path: Path) -> Iterator[Visit]:
    with prepared.copy(request.param, with_morning, tmp_path), visit_in(tmp_path) as visit:
        yield at_desk(visit)


def with_morning(database: str, folder: Path) -> None:
    two_councils(database, folder)
    with visit_in(folder) as visit:
        bring_morning(visit, folder)


@pytest.fixture
def ids(desk: Visit) -> list[int]:
    return [item.id for item in list_suspense(desk)]


def test_the_morning_says_in_one_sentence_how_the_night_stands_and_what_needs_whom(
    desk: Visit, ids: list[int]
) -> None:
    page = show_morning(desk, NVD)
    assert page.verdict.sentence == (  # the file came the day before, and was placed in the night
        "Last night differs by £715.50: NVD-ALLPAY, owed; NVD-ALLPAY, explained."
    )
    assert (page.suspense.items, page.suspense.pence) == (3, 71_550)
    assert [(each.tier, each.items) for each in page.suspense.ages] == [(0, 3)]
    assert page.suspense.first and page.suspense.first.id == ids[0]
    assert (page.for_me, page.bank.entries, page.agreed_until) == (0, 0, None)
    assert page.problems.of("held") == 1
    old = show_morning(replace(desk, now=desk.now + dt.timedelta(days=40)), NVD)
    assert [(each.tier, each.items, each.pence) for each in old.suspense.ages] == [(2, 3, 71_550)]


def test_the_figures_of_a_morning_are_worked_out_once_until_the_books_change(
    desk: Visit, ids: list[int]
) -> None:
    engine = desk.installation.engine
    assert desk.installation.contracts  # which a process asks for once
    first, again = (asked(engine, lambda: show_morning(desk, NVD)) for _ in range(2))
    assert again <= first / 2
    allocate_item(desk, ids[0], fund="rent", reference="R100000001", note="rung")
    assert asked(engine, lambda: show_morning(desk, NVD)) == first
    later = replace(desk, now=desk.now + dt.timedelta(minutes=1))
    assert asked(engine, lambda: show_morning(later, NVD)) <= first / 2


def test_the_next_morning_balances(desk: Visit) -> None:
    nightly(replace(desk, now=desk.now + dt.timedelta(hours=19)))
    page = show_morning(replace(desk, now=desk.now + dt.timedelta(days=1)), NVD)
    assert page.verdict.sentence == "Last night balances."
    other = show_morning(replace(desk, now=desk.now + dt.timedelta(days=1)), "HMB")
    assert other.verdict.sentence == "It could not be worked out: no file had come by then."


def test_a_night_that_was_not_run_is_said_to_be_missing(desk: Visit) -> None:
    tomorrow = replace(desk, now=desk.now + dt.timedelta(days=1))
    page = show_morning(tomorrow, NVD)
    assert page.verdict.how == "not_run"
    assert page.verdict.sentence == (
        "Last night has not run yet: due at about 04:00, like the night of 21 November."
    )


def test_suspense_is_listed_oldest_first_by_pages_and_narrowed_by_reason_age_and_owner(
    desk: Visit, ids: list[int]
) -> None:
    first = show_suspense(desk, NVD, most=2)
    assert [each.item.id for each in first.items] == ids[:2]
    assert (first.count, first.pence) == (3, 71_550)
    rest = show_suspense(desk, NVD, most=2, after=first.after)
    assert ([each.item.id for each in rest.items], rest.after) == (ids[2:], None)
    assert {each.code: each.items for each in first.reasons} == {"unknown_card": 3}
    assert {each.label for each in first.items} == {"Card not known"}
    assert show_suspense(desk, NVD, Which(reason="unknown_reference")).count == 0
    assert show_suspense(desk, NVD, Which(tier=1)).count == 0
    late = replace(desk, now=desk.now + dt.timedelta(days=20))
    assert show_suspense(late, NVD, Which(tier=1)).count == 3
    assign_item(desk, ids[1], Owner("Ben", dt.date(2026, 12, 1)))
    assert [each.owner for each in show_suspense(desk, NVD, Which(owner="Ben")).items] == ["Ben"]
    with pytest.raises(NotFound, match="No reason whim"):
        show_suspense(desk, NVD, Which(reason="whim"))


def test_an_item_offers_what_was_decided_on_its_card_before_and_says_what_would_differ(
    desk: Visit, ids: list[int]
) -> None:
    page = show_item(desk, NVD, ids[0])
    assert page.chosen is page.offers[0]
    assert page.offers[0].value == "rent:R100000001"
    assert {each.what for each in page.offers[0].differs} == {"Reference", "Card", "Amount"}
    assert [(each.fund, each.reference, each.by, each.reason) for each in page.earlier] == [
        ("rent", "R100000001", "Amira", "rung")
    ]
    assert (page.two_people, page.next_id) == (False, ids[1])
    assert STRANGER not in repr(page)
    large = show_item(desk, NVD, ids[1])
    assert large.two_people and large.is_open
    assert show_item(desk, NVD, ids[2]).next_id == ids[0]
    with pytest.raises(NotFound):
        show_item(desk, "HMB", ids[0])


def test_two_people_at_one_item_are_told_who_decided_what_and_when(desk: Visit, ids: list[int]) -> None:
    seen = SeenItem(ids[0], show_item(desk, NVD, ids[0]).version)
    rent: Any = {"fund": "rent", "reference": "R100000001", "note": "rung"}
    allocate_item(at_other(desk, "Ben"), seen, **rent)
    with pytest.raises(Stale, match=r"Ben decided.* at 09:00 on 21 November 2026"):
        allocate_item(desk, seen, **rent)
    after = show_item(desk, NVD, ids[0])
    assert (after.story.state, after.offers, after.is_open) == ("posted", (), False)


def test_what_waits_for_a_second_person_says_field_by_field_what_it_changes(
    desk: Visit, ids: list[int]
) -> None:
    parts = [Part(69_000, fund="rent", reference="R100000001"), Part(1_000, to="payer")]
    split_item(desk, ids[1], parts, note="overpaid")
    waiting = show_approvals(desk, NVD)
    assert (waiting.waiting, waiting.waiting_for_me, waiting.items[0].mine) == (1, 0, True)
    mine = show_approval(desk, NVD, 1 + 1)
    assert (mine.mine, mine.can_decide, mine.next_id) == (True, False, None)
    assert [(each.what, each.after) for each in mine.changes] == [
        ("NVDC0002.PO, row 2: £700.00", "shared out"),
        ("rent R100000001", "£690.00 paid in"),
        ("Part £10.00", "to be paid back to who paid it"),
    ]
    other = at_other(desk, "Ben")
    assert show_morning(other, NVD).for_me == 1
    assert show_approval(other, NVD, 2).can_decide
    assert show_item(desk, NVD, ids[1]).story.waiting
    assert show_item(desk, NVD, ids[0]).next_id == ids[2]  # what waits is nobody's next
    refuse_decision(other, 2, note="ask first", council=NVD)
    settled = show_approval(desk, NVD, 2)
    assert settled.ended.startswith("Ben refused to share a suspense item out at 09:00")
    assert show_approvals(desk, NVD, decided=True).items[-1].decision.state == "refused"


def test_files_stand_by_day_with_what_waits_and_what_is_wrong(desk: Visit) -> None:
    page = show_files(desk, NVD)
    assert (page.files, page.missing) == (3, 0)
    [day] = page.days
    assert [(each.name, each.state, each.suspense) for each in day.files] == [
        ("NVDC0001.PO", "accepted", 0), ("NVDC0002.PO", "accepted", 3), ("NVDC0002.PO", "held", 0),
    ]  # fmt: skip
    assert (day.rows, day.total_pence) == (4, 71_650)
    assert [each.state for each in show_files(desk, NVD, "waiting").days[0].files] == ["held"]
    assert show_files(desk, NVD, before=day.day).files == 0
    assert show_files(desk, "HMB").files == 0


def test_a_file_has_its_control_check_its_rows_and_what_can_be_decided(desk: Visit) -> None:
    _, taken, held = (each.id for each in show_files(desk, NVD).days[0].files)
    page = show_file_page(desk, NVD, taken)
    assert page.control and page.control.agrees and page.control.own_pence == 71_550
    assert [(each.row, each.reason) for each in page.lines] == [(n, "unknown_card") for n in (1, 2, 3)]
    waits = show_file_page(desk, NVD, held)
    assert (waits.can_be_released, waits.two_people, waits.version) == (True, False, "held.0")
    reject_file(at_other(desk, "Ben"), str(held), note="a copy", version=waits.version)
    with pytest.raises(Stale, match="Ben decided to reject a held or refused file at 09:00"):
        reject_file(desk, str(held), note="a copy", version=waits.version)
    with pytest.raises(NotFound):
        show_file_page(desk, "HMB", taken)


def test_a_row_shows_its_bytes_field_by_field_and_never_a_whole_card_number(desk: Visit) -> None:
    _, taken, _ = (each.id for each in show_files(desk, NVD).days[0].files)
    page = show_file_row(desk, NVD, taken, 1)
    assert page.marked and page.story and page.story.line
    text = "".join(each.text for each in page.marked.segments)
    assert "2345" not in OTHER_CARD and STRANGER[-4:] in text and STRANGER not in text
    assert STRANGER not in repr(page) and page.before is None and page.after == 2
    assert sum(each.number > 0 for each in page.marked.segments) == len(page.marked.fields)
    with pytest.raises(NotFound):
        show_file_row(desk, NVD, taken, 99)


def test_problems_are_listed_by_kind_a_page_at_a_time(desk: Visit) -> None:
    page = show_problems(desk, NVD)
    assert page.count == len(page.items) == page.counts.open
    [held] = show_problems(desk, NVD, "held").items
    assert show_problem(desk, NVD, held.id).is_open
    with pytest.raises(NotFound):
        show_problem(desk, "HMB", held.id)


def test_no_page_asks_more_of_the_database_as_there_is_more_to_show(visit: Visit, tmp_path: Path) -> None:
    ids = bring_morning(visit, tmp_path)
    desk = at_desk(visit)
    pages: list[Any] = [
        lambda: show_suspense(desk, NVD),
        lambda: show_files(desk, NVD),
        lambda: show_approvals(desk, NVD),
        lambda: show_problems(desk, NVD),
        lambda: show_item(desk, NVD, ids[2]),
        lambda: show_morning(desk, NVD),
    ]
    before = [asked(desk.installation.engine, page) for page in pages]
    more(visit, tmp_path)
    assert [asked(desk.installation.engine, page) for page in pages] == before  # the books have changed


def more(visit: Visit, folder: Path) -> None:
    from paycards.jobs.reconcile import reconcile
    from tests.channels.supplier_files import long_row
    from tests.jobs.hand_in import bring_file

    rows = [long_row(100 + n, card=f"98269999000006{n:05}", reference="NOBODY") for n in range(30)]
    bring_file(visit, "NVDC0003.PO", *rows, total=sum(100 + n for n in range(30)))
    reconcile(visit)


def asked(engine: Engine, page: Any) -> int:
    """How many statements a page takes."""
    seen: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        page()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def at_other(desk: Visit, name: str) -> Visit:
    return replace(desk, visitor=replace(desk.visitor, name=name))


def test_every_reason_has_its_words() -> None:
    assert set(WHY) == set(REASONS)
