"""What people match, accept, refuse and take back; who must agree; and what no match may do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import exc, insert, text

from paycards.access.visit import Visit
from paycards.errors import NotAllowed, NotFound, Stale
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.assign_bank_entry import assign_bank_entry
from paycards.jobs.charge_bank_entry import charge_bank_entry
from paycards.jobs.match_by_hand import match_by_hand
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.unmatch_entry import unmatch_entry
from paycards.jobs.watch_dues import watch_dues
from paycards.store.engine import writing
from paycards.store.tables.settlement import match_ends, matches
from tests.reconcile.settlement.bank_world import BankWorld, open_bank_world
from tests.verify.test_rebuilding import unguarded

BIG = 60_000  # above the usual tier


@pytest.fixture
def world(_migrated_sqlite: Path, tmp_path: Path) -> Iterator[BankWorld]:
    shutil.copy(_migrated_sqlite, tmp_path / "paycards.db")
    world = open_bank_world(f"sqlite:///{tmp_path}/paycards.db", tmp_path)
    yield world
    world.visit.installation.engine.dispose()


@pytest.fixture
def world_on_both(database_url: str, tmp_path: Path) -> Iterator[BankWorld]:
    world = open_bank_world(database_url, tmp_path)
    yield world
    world.visit.installation.engine.dispose()


def as_person(world: BankWorld, name: str, on: str = "11-20") -> Visit:
    visit = world.on(on, hour=9)
    return replace(visit, visitor=replace(visit.visitor, name=name))


def test_a_person_matches_an_entry_with_several_dues_that_no_rule_may(world: BankWorld) -> None:
    for number, pence in enumerate((300, 70, 500, 40, 300), start=1):
        world.file(number, pence, made=f"11-{15 + number}")
    world.bank("11-20", ("BYFILE", 800))
    assert world.night("11-20").proposed == 0  # 300 and 500, but which 300?
    wanted = [("NVDF0003.PO", None), ("NVDF0005.PO", 300)]
    decision = match_by_hand(as_person(world, "Amira"), "bank-1.xml:1", wanted, note="remittance advice")
    assert (decision.kind, decision.state, decision.amount_pence) == ("match", "applied", 800)
    assert world.matches() == [
        *("bank-1.xml:1 NVDF0003.PO 500 manual confirmed", "bank-1.xml:1 NVDF0005.PO 300 manual confirmed")
    ]
    assert world.differences() == ()


def test_a_match_with_a_difference_always_needs_two_people(world: BankWorld) -> None:
    world.file(1, 1000, made="11-16")
    world.bank("11-16", ("BYFILE", 900))
    world.night("11-16")
    decision = match_by_hand(as_person(world, "Amira"), "bank-1.xml:1", [])
    assert (decision.state, decision.amount_pence) == ("proposed", 900)
    world.night("11-17")  # leaves alone what waits
    assert world.matches() == ["bank-1.xml:1 NVDF0001.PO 900 difference proposed"]
    with pytest.raises(Stale, match="Amira"):
        match_by_hand(as_person(world, "Bola"), "bank-1.xml:1", [("NVDF0001.PO", 900)])
    with pytest.raises(NotAllowed, match="own"):
        approve_decision(as_person(world, " AMIRA"), decision.decision)

    approve_decision(as_person(world, "Bola"), decision.decision)
    assert world.matches() == ["bank-1.xml:1 NVDF0001.PO 900 difference confirmed"]
    (due,) = world.rows("BYFILE", "11-20")
    assert (due.settled_pence, due.outstanding_pence, due.state) == (900, 100, "part_paid")
    assert world.differences() == ()


def test_what_a_person_deals_with_is_no_problem_from_that_moment_on(world: BankWorld) -> None:
    world.file(1, 1000, made="11-16")
    world.bank("11-26", ("BYFILE", 1000), ("BYFILE", -50), ("BYFILE", 70))
    world.night("12-02")
    watch_dues(world.on("12-02"))
    assert (len(world.problems("late_due")), len(world.problems("unapplied"))) == (1, 3)
    amira = as_person(world, "Amira", "12-02")
    match_by_hand(amira, "bank-1.xml:1", [])
    assert (world.problems("late_due"), len(world.problems("unapplied"))) == ([], 2)
    charge = charge_bank_entry(amira, "bank-1.xml:2", note="invoice 7")
    approve_decision(as_person(world, "Bola", "12-02"), charge.decision)
    assign_bank_entry(amira, "bank-1.xml:3", contract="", note="a refund of ours")
    assert world.problems("unapplied") == []
    unmatch_entry(amira, "bank-1.xml:1")
    world.night("12-03")
    watch_dues(world.on("12-03"))
    assert (len(world.problems("late_due")), len(world.problems("unapplied"))) == (1, 1)


def test_an_overpayment_leaves_its_rest_open(world: BankWorld) -> None:
    world.file(1, 1000, made="11-16")
    world.bank("11-16", ("BYFILE", 1100))
    world.night("11-16")
    decision = match_by_hand(as_person(world, "Amira"), "bank-1.xml:1", [("NVDF0001.PO", None)])
    approve_decision(as_person(world, "Bola"), decision.decision)
    (entry,) = world.exported("bank")
    assert (entry["explained_pence"], entry["state"]) == ("1000", "part_explained")
    world.night("11-23")
    assert world.problems("unapplied") == [
        "BYFILE: no due explains 1.00 of 11.00 pounds that the bank booked on 16 November 2026"
        " (bank-1.xml:1)."
    ]


def test_all_matches_of_an_entry_by_one_person_are_held_against_the_tier_together(world: BankWorld) -> None:
    world.file(1, 30_000, made="11-16")
    world.file(2, 30_000, made="11-16")
    world.bank("11-30", ("BYFILE", 60_000))
    world.night("11-30")
    with_both = [("NVDF0001.PO", None), ("NVDF0002.PO", None)]
    decision = match_by_hand(as_person(world, "Amira", "11-30"), "bank-1.xml:1", with_both)
    assert (decision.state, decision.needs_two) == ("proposed", True)


def test_dues_of_both_signs_are_held_against_the_tier_one_by_one(world: BankWorld) -> None:
    world.file(1, BIG, made="11-16")
    world.file(2, 200 - BIG, made="11-17")
    world.bank("11-20", ("BYFILE", 200))
    world.night("11-20")
    decision = unmatch_entry(as_person(world, "Amira"), "bank-1.xml:1")
    assert (decision.state, decision.amount_pence) == ("proposed", 200)
    approve_decision(as_person(world, "Bola"), decision.decision)
    both = [("NVDF0001.PO", None), ("NVDF0002.PO", None)]
    decision = match_by_hand(as_person(world, "Amira"), "bank-1.xml:1", both)
    assert (decision.state, decision.amount_pence) == ("proposed", 200)


def test_a_match_that_is_taken_back_stays_in_the_books_and_is_never_made_again(
    world_on_both: BankWorld,
) -> None:
    world = world_on_both
    world.file(1, 1000, made="11-16")
    world.bank("11-16", ("BYFILE", 1000))
    world.night("11-16")
    decision = unmatch_entry(as_person(world, "Amira"), "bank-1.xml:1", note="it is for Friday")
    assert (decision.kind, decision.state, decision.amount_pence) == ("unmatch", "applied", 1000)
    assert world.night("11-21").confirmed == 0
    assert world.matches() == ["bank-1.xml:1 NVDF0001.PO 1000 exact taken_back"]
    assert world.states("BYFILE", "11-21") == ["late"]

    match_by_hand(as_person(world, "Amira", "11-23"), "bank-1.xml:1", [("NVDF0001.PO", None)])
    assert world.matches()[1:] == ["bank-1.xml:1 NVDF0001.PO 1000 manual confirmed"]
    assert world.differences() == ()


def test_what_one_person_would_match_and_the_second_refused_no_rule_makes(world: BankWorld) -> None:
    world.file(1, 1000, made="11-16")
    world.bank("11-16", ("BYFILE", 900))
    world.night("11-16")
    decision = match_by_hand(as_person(world, "Amira"), "bank-1.xml:1", [])
    refuse_decision(as_person(world, "Bola"), decision.decision, note="it is another council's")
    world.night("11-21")
    assert world.matches() == ["bank-1.xml:1 NVDF0001.PO 900 difference taken_back"]


def test_a_proposal_that_a_person_refuses_is_not_made_again(world: BankWorld) -> None:
    world.file(1, 1000, made="11-16")
    world.bank("11-16", ("BYFILE", 900))
    world.night("11-16")
    unmatch_entry(as_person(world, "Amira"), "bank-1.xml:1")
    assert world.night("11-21").proposed == 0
    assert world.matches() == ["bank-1.xml:1 NVDF0001.PO 900 difference taken_back"]


def test_the_fee_comes_back_with_the_match_that_is_taken_back(world: BankWorld) -> None:
    from tests.reconcile.settlement.test_matching_nights import sold

    world.payzone(1, sold("A1", 2000), sold("A2", 1000), created="11-16")
    world.bank("11-16", ("PAYZONE", 2923))
    world.night("11-16")
    assert world.balance("fees:NVD") == 77
    unmatch_entry(as_person(world, "Amira"), "bank-1.xml:1")
    assert (world.balance("fees:NVD"), world.balance("clearing:PAYZONE")) == (0, 77)
    match_by_hand(as_person(world, "Amira"), "bank-1.xml:1", [("payzone_nvdc_000001.csv", None)])
    assert (world.balance("fees:NVD"), world.balance("clearing:PAYZONE")) == (77, 0)
    assert world.differences() == ()


@pytest.mark.parametrize(
    ("wanted", "error", "says"),
    [
        ([("NVDF0001.PO", 1001)], NotAllowed, "10.01 pounds of NVDF0001.PO"),
        ([("NVDF0001.PO", -10)], NotAllowed, "-0.10 pounds of NVDF0001.PO"),
        ([("NVDF0001.PO", 1000), ("NVDF0002.PO", 201)], NotAllowed, "12.01 pounds of the entry"),
        ([("NVDF0009.PO", None)], NotFound, "NVDF0009.PO"),
        ([("NVDF0001.PO", None), ("NVDF0001.PO", None)], NotAllowed, "twice"),
        ([], NotAllowed, "Nothing is proposed"),
    ],
)
def test_no_match_takes_more_than_either_side_has_open(
    world: BankWorld, wanted: list[tuple[str, int | None]], error: type[Exception], says: str
) -> None:
    world.file(1, 1000, made="11-16")
    world.file(2, 300, made="11-17")
    world.bank("11-17", ("BYFILE", 1200))
    world.night("11-17")
    with pytest.raises(error, match=says):
        match_by_hand(as_person(world, "Amira"), "bank-1.xml:1", wanted)
    assert world.matches() == []


def test_the_database_lets_no_matches_explain_more_than_the_entry(world_on_both: BankWorld) -> None:
    world = world_on_both
    world.file(1, -100, made="11-16")
    world.file(2, 400, made="11-17")
    world.bank("11-17", ("BYFILE", 300))
    world.night("11-17")
    engine = world.visit.installation.engine
    with pytest.raises(exc.DBAPIError, match="never explain more"), writing(engine) as connection:
        copied = [column.name for column in matches.c if column.name != "id"]
        one = connection.execute(matches.select().where(matches.c.amount_pence == 400)).one()
        row = {name: getattr(one, name) for name in copied} | {"amount_pence": 1, "due": "NVDF0009.PO"}
        connection.execute(insert(matches).values(row))
    with pytest.raises(exc.DBAPIError, match="never explains more"), writing(engine) as connection:
        debt = connection.execute(matches.select().where(matches.c.amount_pence == -100)).one()
        said = {"ended_on": debt.made_on, "ended_by": "x", "ended_at": debt.made_at, "why": "taken_back"}
        connection.execute(insert(match_ends).values(match_id=debt.id, **said))
    with pytest.raises(exc.DBAPIError, match="is taken back"), writing(engine) as connection:
        paid = connection.execute(matches.select().where(matches.c.amount_pence == 400)).one()
        connection.execute(insert(match_ends).values(match_id=paid.id, **said | {"why": "lapsed"}))


def test_a_match_that_somebody_moved_in_the_database_is_found(world: BankWorld) -> None:
    world.file(1, 1000, made="11-16")
    world.bank("11-16", ("BYFILE", 1000))
    world.night("11-16")
    with unguarded(world.visit) as connection:
        connection.execute(text("UPDATE matches SET due = 'NVDF0002.PO', amount_pence = 999"))
    (found,) = [each for each in world.differences() if each.kind == "match"]
    assert "NVDF0002.PO" in found.database
    assert "NVDF0001.PO" in found.originals
