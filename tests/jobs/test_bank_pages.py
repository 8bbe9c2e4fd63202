"""What the pages of the bank show, and that nobody decides about what has changed since it was shown."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.errors import NotFound, Stale
from paycards.jobs.assign_bank_entry import assign_bank_entry
from paycards.jobs.charge_bank_entry import charge_bank_entry
from paycards.jobs.match_by_hand import match_by_hand
from paycards.jobs.show_bank import BankPage, show_bank
from paycards.jobs.unmatch_entry import unmatch_entry
from paycards.jobs.weigh_bank_entry import EntryPage, weigh_bank_entry
from paycards.reconcile.bank.worklist import PAGE
from tests.reconcile.settlement.bank_world import BankWorld, open_bank_world

BY_BOLA = (
    r"^Bola decided meanwhile, at 09:00 on 20 November 2026:"
    r" say which dues a bank entry pays; it waits for a second person \(decision 1\)\.$"
)


@pytest.fixture(scope="module")
def template(_migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five dues, and entries: one that fits two of them, one of just one, two that are nobody's, a debit."""
    folder = tmp_path_factory.mktemp("bank-pages")
    shutil.copy(_migrated_sqlite, folder / "paycards.db")
    world = open_bank_world(f"sqlite:///{folder}/paycards.db", folder)
    for number, pence in enumerate((300, 70, 500, 40, 300), start=1):
        world.file(number, pence, made=f"11-{15 + number}")
    world.bank("11-20", ("BYFILE", 800), ("WINDOW CLEANING", -30), ("BYFILE", -25), ("RATES", 9))
    world.night("11-20")
    world.visit.installation.engine.dispose()
    return folder


@pytest.fixture
def world(template: Path, tmp_path: Path) -> Iterator[BankWorld]:
    for name in ("paycards.db", "paycards.toml"):
        shutil.copy(template / name, tmp_path)
    shutil.copytree(template / "archive", tmp_path / "archive")
    world = open_bank_world(f"sqlite:///{tmp_path}/paycards.db", tmp_path)
    world._held, world._numbers = 100_754, iter(range(2, 1000))
    yield world
    world.visit.installation.engine.dispose()


def at_desk(world: BankWorld, name: str = "Amira", on: str = "11-20") -> Visit:
    visit = world.on(on, hour=9)
    return replace(visit, visitor=replace(visit.visitor, name=name))


def bank(world: BankWorld, view: str = "open") -> BankPage:
    return show_bank(at_desk(world), "NVD", view=view)


def entry(world: BankWorld, row: int = 1, **how: object) -> EntryPage:
    listed = [each for view in ("open", "explained", "other") for each in bank(world, view).work.entries]
    file_id = listed[0].place.file_id
    return weigh_bank_entry(at_desk(world), "NVD", (file_id, row), **how)  # type: ignore[arg-type]


def due_places(page: EntryPage) -> dict[str, tuple[int, int]]:
    return {
        each.candidate.due.key: each.candidate.due.made_by
        for each in page.choices
        if each.candidate.due.made_by is not None
    }


def test_the_list_shows_what_is_open_and_counts_the_rest(world: BankWorld) -> None:
    page = bank(world)
    assert [(each.contract, each.open_pence, each.state) for each in page.work.entries] == [
        ("BYFILE", 800, "open"),
        ("BYFILE", -25, "open"),
    ]
    assert {view: (tally.entries, tally.pence) for view, tally in page.work.tallies.items()} == {
        "open": (2, 775),
        "explained": (0, 0),
        "other": (2, -21),
        "not_booked": (0, 0),
    }
    assert [each.text for each in bank(world, "other").work.entries] == ["WINDOW CLEANING", "RATES"]
    with pytest.raises(NotFound, match="No view all"):
        bank(world, "all")


def test_pages_follow_each_other_by_day_file_and_row(world: BankWorld) -> None:
    world.bank("11-23", *[("BYFILE", 1_000 + at) for at in range(PAGE)])
    visit = at_desk(world, on="11-24")
    first = show_bank(visit, "NVD")
    assert first.work.next is not None
    second = show_bank(visit, "NVD", after=first.work.next)
    shown = [each.place for page in (first, second) for each in page.work.entries]
    assert len(shown) == len(set(shown)) == PAGE + 2
    assert shown == sorted(shown, key=lambda place: (place.day, place.file_id, place.row_no))
    assert second.work.next is None


def test_dues_are_ranked_with_reasons_and_none_is_chosen_where_two_would_do(world: BankWorld) -> None:
    page = entry(world)
    assert (page.open_pence, page.after_pence, page.open_dues) == (800, 800, 5)
    assert not any(each.chosen for each in page.choices)
    assert [each.candidate.due.key for each in page.choices] == [
        *("NVDF0005.PO", "NVDF0004.PO", "NVDF0003.PO", "NVDF0002.PO", "NVDF0001.PO")
    ]
    assert page.choices[0].candidate.reasons == ("£5.00 less than the entry", "due on the day of the entry")
    assert page.choices[4].candidate.reasons[-1] == "due 4 working days before the entry"


def test_the_only_due_of_just_the_amount_is_chosen(world: BankWorld) -> None:
    world.bank("11-30", ("BYFILE", 500))  # too late for a rule that is sure
    world.night("11-30")
    page = show_bank(at_desk(world, on="11-30"), "NVD")
    late = weigh_bank_entry(at_desk(world, on="11-30"), "NVD", (page.work.entries[-1].place.file_id, 1))
    [chosen] = [each for each in late.choices if each.chosen]
    assert (chosen.candidate.due.key, chosen.pence, late.after_pence) == ("NVDF0003.PO", 500, 0)
    assert late.choices[0] == chosen
    assert "just this amount" in chosen.candidate.reasons


def test_the_server_works_out_what_is_left_after_what_is_chosen(world: BankWorld) -> None:
    places = due_places(entry(world))
    both = entry(world, chosen={places["NVDF0003.PO"]: None, places["NVDF0005.PO"]: None})
    assert both.after_pence == 0
    part = entry(world, chosen={places["NVDF0003.PO"]: 120})
    assert part.after_pence == 680
    assert [each.pence for each in part.choices if each.chosen] == [120]


def test_after_a_match_the_entry_shows_it_and_the_next_one(world: BankWorld) -> None:
    page = entry(world)
    places = due_places(page)
    dues = dict.fromkeys((places["NVDF0003.PO"], places["NVDF0005.PO"]))
    place = (page.listed.place.file_id, 1)
    match_by_hand(at_desk(world), place, dues, version=page.version)
    done = entry(world)
    assert (done.listed.state, done.open_pence, done.can_match, done.can_unmatch) == (
        *("explained", 0),
        *(False, True),
    )
    assert done.next is not None
    assert (done.next.place.row_no, done.next.open_pence) == (3, -25)
    assert [decision.kind for decision in done.decisions] == ["match"]
    unmatch_entry(at_desk(world), place, version=done.version)
    again = entry(world)
    assert all(each.candidate.refused for each in again.choices[-2:])
    assert "a person took this match back" in again.choices[-1].candidate.reasons[-1]


def test_who_was_late_is_told_who_decided_and_nothing_is_done(world: BankWorld) -> None:
    page = entry(world)
    place = (page.listed.place.file_id, 1)
    match_by_hand(at_desk(world, "Bola"), place, [("NVDF0003.PO", None)], version=page.version)
    for late in (
        lambda: match_by_hand(at_desk(world), place, [("NVDF0001.PO", None)], version=page.version),
        lambda: unmatch_entry(at_desk(world), place, version=page.version),
        lambda: assign_bank_entry(at_desk(world), place, contract="", note="", version=page.version),
    ):
        with pytest.raises(Stale, match=BY_BOLA):
            late()


def test_a_debit_can_be_charged_and_then_waits_for_a_second_person(world: BankWorld) -> None:
    page = entry(world, 3)
    assert page.can_charge
    place = (page.listed.place.file_id, 3)
    charge_bank_entry(at_desk(world), place, note="fee invoice 12", version=page.version)
    waits = entry(world, 3)
    assert waits.waiting is not None
    assert not (waits.can_match or waits.can_assign or waits.can_charge or waits.can_unmatch)
    assert [each.waits for each in bank(world).work.entries] == [False, True]


def test_an_entry_that_is_nobodys_can_be_said_to_be_a_contracts(world: BankWorld) -> None:
    page = entry(world, 4)
    assert page.can_assign
    assert page.contracts == ("ALLPAY", "BYFILE", "POST", "PAYPOINT", "PAYZONE")
    place = (page.listed.place.file_id, 4)
    assign_bank_entry(at_desk(world), place, contract="PAYZONE", note="their letter", version=page.version)
    assert entry(world, 4).listed.contract == "PAYZONE"
    assert entry(world, 4).listed.booked_on == dt.date(2026, 11, 20)


def test_an_entry_that_is_not_there_is_not_found(world: BankWorld) -> None:
    with pytest.raises(NotFound):
        weigh_bank_entry(at_desk(world), "NVD", (999, 1))
