"""What suppliers owed before their first file: entered by two people, posted, and due like anything else."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text, update

from paycards.access.visit import Visit
from paycards.decisions.decision import Decision
from paycards.errors import BadRows, NotAllowed, Stale
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.export import export
from paycards.jobs.offer_opening_items import offer_opening_items
from paycards.jobs.open_dues import open_dues
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.show_due import show_due
from paycards.jobs.verify import verify
from paycards.store.tables.settlement import opening_items
from tests.reconcile.settlement.supplier_world import SupplierWorld
from tests.verify.test_rebuilding import unguarded

HEADER = "contract,due,due_on,amount_pence\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def enter(
    world: SupplierWorld, folder: Path, *rows: str, on: str = "11-18", name: str = "before.csv"
) -> Decision:
    path = folder / name
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return open_dues(world.on(on), path)


def somebody_else(visit: Visit) -> Visit:
    return replace(visit, visitor=replace(visit.visitor, name="reviewer"))


def approve(world: SupplierWorld, decision: Decision, on: str = "11-19") -> Decision:
    return approve_decision(somebody_else(world.on(on)), decision.decision)


def rows_of(visit: Visit, name: str) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    export(visit, name, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_opening_items_wait_for_a_second_person_and_are_dues_from_the_day_before_the_first_file(
    world_on_both: SupplierWorld, folder: Path
) -> None:
    world = world_on_both
    world.allpay(1, 1000, came="11-16")
    waiting = enter(
        world, folder, "ALLPAY,OLD-1,2026-11-23,700", "ALLPAY,OLD-2,2026-11-24,-50", "POST,P1,2026-11-17,9"
    )
    assert (waiting.kind, waiting.state, waiting.amount_pence) == ("opening", "proposed", 659)
    assert world.owed("ALLPAY", "11-18") == []

    with pytest.raises(NotAllowed):
        approve_decision(world.on("11-19"), waiting.decision)
    assert approve(world, waiting).state == "applied"
    assert world.owed("ALLPAY", "11-14") == []
    assert world.owed("ALLPAY", "11-15") == [("OLD-1", "11-23", 700), ("OLD-2", "11-24", -50)]
    assert world.owed("POST", "11-18") == [("P1", "11-17", 9)]

    posted = [row for row in rows_of(world.visit, "postings") if row["credit"] == "opening:NVD"]
    told = [(row["file"], row["row"], row["date"], row["debit"], row["amount_pence"]) for row in posted]
    assert told == [
        ("before.csv", "2", "2026-11-15", "clearing:ALLPAY", "700"),
        ("before.csv", "3", "2026-11-15", "clearing:ALLPAY", "-50"),
        ("before.csv", "4", "2026-11-18", "clearing:POST", "9"),
    ]
    assert {row["rule"] for row in posted} == {"opening"}
    assert show_due(world.on("11-19"), "OLD-1").opening == "before.csv:2"
    assert verify(world.on("11-19")).agrees


def test_verify_finds_an_opening_item_that_was_changed(world: SupplierWorld, folder: Path) -> None:
    approve(world, enter(world, folder, "ALLPAY,OLD-1,2026-11-23,700"))
    assert verify(world.on("11-19")).agrees
    with unguarded(world.visit) as connection:
        connection.execute(update(opening_items).values(due="OLD-9"))
    assert verify(world.on("11-19")).counts == {"opening item": 1}


def test_a_matched_opening_item_is_settled(world: SupplierWorld, folder: Path) -> None:
    approve(world, enter(world, folder, "ALLPAY,OLD-1,2026-11-23,700"))
    world.match("ALLPAY", "OLD-1", 700, on="11-24")
    assert world.states("ALLPAY", "11-24") == ["settled"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("NOBODY,A,2026-11-23,1", "contract is 'NOBODY'"),
        ("ALLPAY,,2026-11-23,1", "due is ''"),
        ("ALLPAY, A,2026-11-23,1", "due is ' A'"),
        ("ALLPAY,A,23/11/2026,1", "due_on is '23/11/2026'"),
        ("ALLPAY,A,2026-11-31,1", "due_on is '2026-11-31'"),
        ("ALLPAY,A,9999-12-31,1", "due_on is '9999-12-31'"),
        ("ALLPAY,A,,1", "due_on is ''"),
        ("ALLPAY,A,2026-11-23,1.00", "amount_pence is '1.00'"),
        ("ALLPAY,A,2026-11-23,0", "amount_pence is '0'"),
        ("ALLPAY,A,2026-11-23,+1", "amount_pence is '+1'"),
        ("ALLPAY,A,2026-11-23", "there are 3 fields"),
        ("ALLPAY,GOOD,2026-11-23,5", "the due is that of row 2"),
    ],
)
def test_a_list_with_anything_wrong_is_refused_whole(
    world: SupplierWorld, folder: Path, row: str, fault: str
) -> None:
    with pytest.raises(BadRows) as refused:
        enter(world, folder, "ALLPAY,GOOD,2026-11-23,5", row)
    assert [number for number, _ in refused.value.rows] == [3]
    assert fault in refused.value.rows[0][1]


def test_a_key_that_a_file_has_or_that_was_entered_before_is_refused(
    world: SupplierWorld, folder: Path
) -> None:
    name = world.allpay(1, 1000)
    with pytest.raises(NotAllowed, match=f"row 2: ALLPAY has a due {name} already"):
        enter(world, folder, f"ALLPAY,{name},2026-11-23,700")
    approve(world, enter(world, folder, "ALLPAY,OLD-1,2026-11-23,700"))
    with pytest.raises(NotAllowed, match="has a due OLD-1 already"):
        enter(world, folder, "ALLPAY,OLD-1,2026-11-24,1", name="again.csv")


def test_a_file_that_comes_later_under_the_key_of_an_opening_item_gets_another_key(
    world: SupplierWorld, folder: Path
) -> None:
    approve(world, enter(world, folder, "BYFILE,NVDF0001.PO,2026-11-10,700", on="11-16"), on="11-16")
    world.allpay(1, 100, client="NVDF", came="11-17")
    old, new = [key for key, _, _ in world.owed("BYFILE", "11-17")]
    assert old == "NVDF0001.PO"
    assert new.startswith("NVDF0001.PO@")


def test_two_lists_for_one_contract_do_not_wait_at_once_and_a_refused_one_may_come_again(
    world: SupplierWorld, folder: Path
) -> None:
    first = enter(world, folder, "ALLPAY,OLD-1,2026-11-23,700")
    with pytest.raises(Stale, match="waits for a second person"):
        enter(world, folder, "ALLPAY,OLD-2,2026-11-23,700", name="other.csv")
    refuse_decision(somebody_else(world.on("11-18")), first.decision, note="the amounts are last year's")
    assert world.owed("ALLPAY", "11-19") == []
    again = enter(world, folder, "ALLPAY,OLD-1,2026-11-23,700")
    assert approve(world, again).state == "applied"


def test_a_file_with_such_a_name_that_came_meanwhile_leaves_the_list_waiting(
    world: SupplierWorld, folder: Path
) -> None:
    waiting = enter(world, folder, "BYFILE,NVDF0001.PO,2026-11-23,700")
    world.allpay(1, 100, client="NVDF", came="11-19")
    with pytest.raises(NotAllowed, match=r"has a due NVDF0001\.PO already"):
        approve(world, waiting)
    assert world.owed("BYFILE", "11-19") == [("NVDF0001.PO", "11-19", 100)]


def test_the_first_statements_offer_what_was_owed_before(world: SupplierWorld, folder: Path) -> None:
    """Of the opening 900 two statements of the ten say that they pay 300 and 250: the rest is not told."""
    world.allpay(1, 96, -962, ext="CSH")
    world.statement(2, 5000, closes="11-16", opening=900, debits=300)
    world.statement(3, 0, closes="11-17", debits=250)
    offered = offer_opening_items(world.on("11-18"))
    rows = [f"{item.contract},{item.due},{item.due_on},{item.amount_pence}" for item in offered]
    assert rows == [
        "ALLPAY,NVDC0002.STA#opening,2026-11-16,300",
        "ALLPAY,NVDC0003.STA#opening,2026-11-17,250",
        f"ALLPAY,NVDC0002.STA#before,2026-12-01,{5000 - (96 - 962)}",
        "ALLPAY,NVDC0002.STA#opening-rest,2026-12-01,350",
    ]
    approve(world, enter(world, folder, *rows))
    assert offer_opening_items(world.on("11-19")) == []
    with world.visit.installation.engine.connect() as connection:
        total = connection.execute(text("SELECT sum(amount_pence) FROM opening_items")).scalar_one()
    assert total == 900 + 5000 - (96 - 962)
