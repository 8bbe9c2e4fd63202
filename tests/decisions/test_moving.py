"""A posted payment that is moved, and what becomes of it when its reversal comes, on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.permission import EVERYTHING, Permission
from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.decisions.decision import Decision
from paycards.decisions.splitting import Part
from paycards.errors import Forbidden, NotAllowed, NotFound, Stale
from paycards.evidence.story import Story
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.import_files import import_file
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.move_payment import move_payment
from paycards.jobs.reconcile import reconcile
from paycards.jobs.return_item import return_item
from paycards.jobs.show_payment import show_payment
from paycards.jobs.split_item import split_item
from paycards.jobs.verify import verify
from paycards.jobs.write_off_item import write_off_item
from paycards.jobs.write_outgoing import write_outgoing
from paycards.settings.outgoing import Outgoing
from tests.decisions.two_people import assert_verified, balances, person, table
from tests.jobs.hand_in import bring_accounts, bring_cards
from tests.oracle import writers
from tests.oracle.writers import Paid
from tests.verify.test_rebuilding import unguarded
from tests.visits import with_settings

MINE, NOBODYS = "9826999900000000015", "9826999900000000031"
A, B, TAX = ("rent", "R100000001"), ("rent", "R100000002"), ("council_tax", "770000001")
PAID = Paid(MINE, 1000, "2026-11-13", number="8", time="093000")
BACK = replace(PAID, kind="reversal", number="9", original="8")
STRAY, STRAY_BACK = replace(PAID, card=NOBODYS), replace(BACK, card=NOBODYS)
FIRST, SECOND, THIRD = (f"PP000123_20261115_000001.DAT:{row}" for row in (2, 3, 4))


@pytest.fixture
def desk(visit: Visit, tmp_path: Path) -> Visit:
    bring_accounts(
        visit, tmp_path, *(f"NVD,{fund},{reference},open" for fund, reference in (A, B, TAX)),
        "NVD,rent,R100000009,closed",
    )  # fmt: skip
    bring_cards(visit, tmp_path, f"NVD,rent,R100000001,{MINE}")
    return person(visit, "Amira")


def bring(desk: Visit, *payments: Paid, number: int = 1) -> None:
    name = f"PP000123_20261115_{number:06}.DAT"
    result = import_file(desk, name, writers.paypoint("000123", number, "2026-11-15", payments))
    assert result.state == "accepted", result.reason
    reconcile(desk)


def move(desk: Visit, to: tuple[str, str] = B, which: str = FIRST, **more: object) -> Decision:
    said = {"note": "keyed wrongly", "even_if_closed": False} | more
    return move_payment(desk, which, to, **said)  # type: ignore[arg-type]


def standing(desk: Visit) -> list[tuple[str, str, str, str]]:
    """Of each line: state, account, and reason or rule."""
    return [
        (row["state"], row["fund"], row["account_reference"], row["reason"] or row["rule"])
        for row in table(desk, "lines")
    ]


def customers(desk: Visit) -> dict[str, int]:
    return {name: pence for name, pence in balances(desk).items() if name.startswith(("customer", "susp"))}


def test_a_moved_payment_leaves_the_wrong_account_and_is_on_the_right_one(desk: Visit) -> None:
    bring(desk, PAID)
    done = move(desk)
    assert (done.kind, done.state, done.subject, done.amount_pence) == ("move", "applied", FIRST, 1000)
    assert standing(desk) == [("posted", *B, "manual")]
    assert customers(desk) == {"customer:rent:R100000002": -1000}
    [_, moved] = table(desk, "postings")
    assert [moved[name] for name in ("step", "debit", "credit", "amount_pence", "rule")] == [
        "1", "customer:rent:R100000001", "customer:rent:R100000002", "1000", "manual",
    ]  # fmt: skip
    [payment] = table(desk, "payments")
    assert (payment["placed_by"], payment["note"], payment["placed_on"]) == (
        "Amira", "keyed wrongly", "2026-11-20",
    )  # fmt: skip
    assert_verified(desk)


def test_both_legs_leave_in_the_files_of_their_funds(desk: Visit) -> None:
    first, *others = desk.settings.councils
    tables = (Outgoing(fund="rent", format="rent_cash"), Outgoing(fund="council_tax", format="income_csv"))
    councils = (first.model_copy(update={"outgoing": tables}), *others)
    desk = with_settings(desk, desk.settings.model_copy(update={"councils": councils}))
    bring(desk, PAID, replace(PAID, number="10", amount_pence=300))
    write_outgoing(desk)
    move(desk, TAX)
    move(desk, B, SECOND)
    later = replace(desk, now=desk.now.replace(day=21))
    write_outgoing(later)
    folder = desk.settings.paycards.exports / "NVD/2026-11-21"
    cash = (folder / "rent/CashFile20261121.dat").read_text(encoding="ascii").splitlines()
    assert [(row[:10], row[33:43]) for row in cash] == [
        ("R100000001", "-000010.00"), ("R100000002", "+000003.00"), ("R100000001", "-000003.00"),
    ]  # fmt: skip
    [income] = (folder / "council_tax/Income20261121.csv").read_text(encoding="utf-8").splitlines()
    assert income.split(",")[6] == "770000001"
    assert income.split(",")[10] == "10.00"
    assert_verified(later)


def test_above_the_tier_a_second_person_moves_it_and_meanwhile_nobody_else(desk: Visit) -> None:
    bring(desk, replace(PAID, amount_pence=30_000))
    assert move(desk).state == "applied"
    waits = move(desk, A)  # 300 pounds there, 300 back: one person moved 600
    assert waits.state == "proposed"
    assert standing(desk) == [("posted", *B, "manual")]
    with pytest.raises(Stale, match="Amira proposed it"):
        move(person(desk, "Ben"), TAX)
    approve_decision(person(desk, "Ben"), waits.decision)
    assert standing(desk) == [("posted", *A, "manual")]
    assert_verified(desk)


def test_the_part_of_a_split_that_is_meant_is_moved(desk: Visit) -> None:
    bring(desk, STRAY)
    [item] = list_suspense(desk)
    parts = [Part(600, *A), Part(400, *TAX)]
    split_item(desk, item.id, parts, note="halves")
    with pytest.raises(NotAllowed, match="say which part"):
        move(desk)
    with pytest.raises(NotAllowed, match="has nothing on rent R100000002"):
        move(desk, TAX, part=B)
    assert move(desk, B, part=TAX).amount_pence == 400
    assert standing(desk) == [("posted", "", "", "manual")]
    assert customers(desk) == {"customer:rent:R100000001": -600, "customer:rent:R100000002": -400}
    move(desk, A, part=B)
    assert standing(desk) == [("posted", *A, "manual")]
    assert_verified(desk)


def test_an_item_that_was_placed_wrongly_is_moved_and_both_acts_are_told(desk: Visit) -> None:
    bring(desk, STRAY)
    [item] = list_suspense(desk)
    allocate_item(desk, item.id, fund="rent", reference="R100000001", note="his receipt")
    later = replace(desk, now=desk.now.replace(minute=1))
    move(person(later, "Ben"), note="hers, in fact")
    assert standing(desk) == [("posted", *B, "manual")]
    [payment] = table(desk, "payments")
    assert (payment["placed_by"], payment["note"]) == ("Ben", "hers, in fact")
    story: Story = show_payment(desk, FIRST)
    assert [each.kind for each in story.decisions] == ["allocate", "move"]
    assert (story.postings[-1].by, story.postings[-1].why) == ("Ben", "hers, in fact")
    assert_verified(desk)


def test_only_a_posted_payment_is_moved_to_another_open_account_by_who_may(desk: Visit) -> None:
    bring(desk, PAID, replace(STRAY, number="11"), PAID)
    for which, to, why in (
        (FIRST, A, "is on rent R100000001 already"),
        (FIRST, ("rent", "R100000009"), "R100000009 is closed"),
        (FIRST, ("rent", "R7"), "NVD has no rent account R7"),
        (SECOND, B, "waits in suspense, as item 1"),
        (THIRD, B, "is on no customer's account"),
    ):
        with pytest.raises(NotAllowed, match=why):
            move(desk, to, which)
    with pytest.raises(NotFound):
        move(desk, B, "PP000123_20261115_000001.DAT:9")
    placer = replace(desk, visitor=Visitor("Amira", permissions=EVERYTHING - {Permission.MOVE_PAYMENTS}))
    with pytest.raises(Forbidden):
        move(placer)
    assert table(desk, "decisions") == []
    assert move(desk, ("rent", "R100000009"), even_if_closed=True).state == "applied"
    assert_verified(desk)


def test_what_was_taken_back_is_not_moved_and_neither_is_its_reversal(desk: Visit) -> None:
    bring(desk, PAID, BACK)
    for which in (FIRST, SECOND):
        with pytest.raises(NotAllowed, match=r"000001\.DAT:3 took .*:2 back"):
            move(desk, B, which)


def test_verify_names_a_move_that_raw_sql_changed(desk: Visit) -> None:
    bring(desk, PAID)
    move(desk)
    with unguarded(desk) as connection:
        connection.exec_driver_sql(
            "UPDATE postings SET credit_id = (SELECT id FROM accounts WHERE reference = '770000001')"
            " WHERE step = 1"
        )
    assert "posting" in verify(desk).counts


# its reversal comes later


def test_a_reversal_goes_out_from_where_a_moved_payment_is_now(desk: Visit) -> None:
    bring(desk, PAID, replace(STRAY, number="11"))
    [item] = list_suspense(desk)
    allocate_item(desk, item.id, fund="rent", reference="R100000001", note="his receipt")
    move(desk)
    move(desk, TAX)
    move(desk, TAX, SECOND)
    bring(desk, BACK, replace(STRAY_BACK, number="12", original="11"), number=2)
    assert standing(desk)[2:] == [("posted", *TAX, "reversal")] * 2
    assert customers(desk) == {}
    assert_verified(desk)


def test_a_reversal_of_a_split_payment_goes_out_part_by_part(desk: Visit) -> None:
    bring(desk, STRAY)
    [item] = list_suspense(desk)
    split_item(desk, item.id, [Part(600, *A), Part(400, *TAX)], note="halves")
    move(desk, B, part=TAX)
    bring(desk, STRAY_BACK, number=2)
    assert standing(desk)[1] == ("posted", "", "", "reversal")
    assert customers(desk) == {}
    taken = [
        (each["credit"], each["amount_pence"], each["rule"])
        for each in table(desk, "postings")
        if each["file"].endswith("2.DAT") and each["step"] == "1"
    ]
    assert taken == [
        ("customer:rent:R100000001", "-600", "reversal"),
        ("customer:rent:R100000002", "-400", "reversal"),
    ]
    assert reconcile(desk).retried == 0
    bring(desk, replace(STRAY_BACK, number="10"), number=3)
    assert standing(desk)[2] == ("suspense", "", "", "reversal_mismatch")
    assert_verified(desk)


def test_of_two_reversals_of_a_split_payment_that_come_together_the_first_takes_it_back(desk: Visit) -> None:
    bring(desk, STRAY)
    [item] = list_suspense(desk)
    split_item(desk, item.id, [Part(600, *A), Part(400, *A[:1], "R100000002")], note="halves")
    bring(desk, STRAY_BACK, replace(STRAY_BACK, number="10"), number=2)
    assert [state for state, *_ in standing(desk)] == ["posted", "posted", "suspense"]
    assert customers(desk) == {"suspense:NVD": 1000}
    assert_verified(desk)


@pytest.mark.parametrize("end", ["payer", "supplier", "written_off", "part"])
def test_a_reversal_of_money_that_went_elsewhere_waits_for_a_person(desk: Visit, end: str) -> None:
    bring(desk, STRAY)
    [item] = list_suspense(desk)
    if end == "written_off":
        done = write_off_item(desk, item.id, note="so")
    elif end == "part":
        done = split_item(desk, item.id, [Part(600, *A), Part(400, to="payer")], note="so")
    else:
        done = return_item(desk, item.id, to=end, note="so")
    approve_decision(person(desk, "Ben"), done.decision)
    bring(desk, STRAY_BACK, number=2)
    assert standing(desk)[1] == ("suspense", "", "", "reversal_mismatch")
    assert reconcile(desk).retried == 0
    assert_verified(desk)
