"""How a due stands on a day: its state, its age, and what is carried forward against what follows."""

from __future__ import annotations

import datetime as dt

import pytest

from paycards.channels.timetable import bank_holidays, day_after, is_working_day
from paycards.reconcile.settlement.due import Due
from paycards.reconcile.settlement.standing import standings
from tests.oracle import writers
from tests.oracle.writers import Paid
from tests.reconcile.settlement.supplier_world import STRANGER, SupplierWorld, day

HOLIDAYS = bank_holidays()
MONDAY = day("11-16")


def owed(*pence: int, first: dt.date = MONDAY, settled: dict[int, int] | None = None) -> list[Due]:
    """Dues of these amounts on one working day after the other; `settled` by their place."""
    days = [day_after("working_days", first, nth, HOLIDAYS) for nth in range(len(pence))]
    return [
        Due("NVD", "ALLPAY", f"{nth}.STA", due_on, amount, settled_pence=(settled or {}).get(nth, 0))
        for nth, (due_on, amount) in enumerate(zip(days, pence, strict=True))
        if amount
    ]


def states(dues: list[Due], on: str) -> list[str]:
    return [standing.state for standing in standings(dues, day(on), HOLIDAYS)]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("11-19", "not_due"),
        ("11-20", "due"),  # a Friday
        ("11-21", "due"),
        ("11-23", "due"),  # the first working day after it
        ("11-24", "late"),
    ],
)
def test_a_due_is_late_from_the_calendar_day_after_the_first_working_day_after_its_day(
    on: str, state: str
) -> None:
    assert states(owed(100, first=day("11-20")), on) == [state]


def test_it_may_be_late_on_a_saturday() -> None:
    assert states(owed(100, first=day("11-26")), "11-27") == ["due"]
    assert states(owed(100, first=day("11-26")), "11-28") == ["late"]


def test_what_a_negative_day_took_is_carried_forward_and_never_late() -> None:
    dues = owed(324_871, 87_310, -23_620, 52_020, 158_376)
    assert states(dues, "12-31") == ["late", "late", "due", "late", "late"]


def test_days_that_a_debt_swallows_whole_are_never_late() -> None:
    dues = owed(-10_756, -42_519, 0, 40_580, 15_979)
    assert states(dues, "12-31") == ["due", "due", "due", "late"]


def test_a_debt_that_is_paid_off_to_the_penny_makes_nothing_late() -> None:
    assert states(owed(-500, 500), "12-31") == ["due", "due"]


def test_a_settled_due_neither_carries_nor_is_carried() -> None:
    dues = owed(-500, 400, 300, settled={0: -500})
    assert states(dues, "12-31") == ["settled", "late", "late"]


def test_the_sum_begins_again_at_zero_when_it_is_above() -> None:
    assert states(owed(1000, -400, 300), "12-31") == ["late", "due", "due"]


def test_part_paid_hides_late_in_the_state_but_not_in_the_age() -> None:
    [standing] = standings(owed(100, settled={0: 60}), day("11-27"), HOLIDAYS)
    assert (standing.state, standing.age, standing.is_overdue) == ("part_paid", 9, True)


def test_what_is_matched_in_full_is_settled_even_before_its_day() -> None:
    [standing] = standings(owed(100, settled={0: 100}), day("11-02"), HOLIDAYS)
    assert (standing.state, standing.age, standing.is_overdue) == ("settled", None, False)


def test_the_age_counts_the_working_days_since_the_day() -> None:
    dues = owed(100, first=day("12-24"))
    ages = {on: standings(dues, day(on), HOLIDAYS)[0].age for on in ("12-23", "12-24", "12-27", "12-29")}
    assert ages == {"12-23": 0, "12-24": 0, "12-27": 0, "12-29": 1}


@pytest.mark.parametrize("first", [day("11-20"), day("11-22"), day("12-25")])
def test_the_age_is_what_one_counts_on_the_calendar(first: dt.date) -> None:
    counted = 0
    for nth in range(1, 420):
        on = first + dt.timedelta(nth)
        counted += is_working_day(on, HOLIDAYS)
        assert standings(owed(100, first=first), on, HOLIDAYS)[0].age == counted


def test_only_confirmed_matches_that_live_settle_a_due(world_on_both: SupplierWorld) -> None:
    world = world_on_both
    world.allpay(1, 1000, client="NVDF", made="11-12", came="11-16")
    world.match("BYFILE", "NVDF0001.PO", 300, on="11-17", state="proposed")
    world.match("BYFILE", "NVDF0001.PO", 400, on="11-17", ended=day("11-19"))
    world.match("BYFILE", "NVDF0001.PO", 250, on="11-18")
    amounts = {on: world.outstanding("BYFILE", on) for on in ("11-16", "11-17", "11-18", "11-19")}
    assert amounts == {"11-16": [1000], "11-17": [600], "11-18": [350], "11-19": [750]}
    assert world.states("BYFILE", "11-19") == ["part_paid"]


def test_what_falls_below_what_is_settled_is_negative_and_part_paid(world: SupplierWorld) -> None:
    world.allpay(1, 1000)
    world.statement(3, 1000, closes="11-16")
    world.match("ALLPAY", "NVDC0003.STA", 1000, on="12-01")
    world.allpay(2, -200, ext="CSH", came="12-02", made="11-16")
    [row] = world.rows("ALLPAY", "12-02")
    assert (row.amount_pence, row.settled_pence, row.outstanding_pence, row.state) == (
        800,
        1000,
        -200,
        "part_paid",
    )


def test_a_due_that_falls_to_zero_stays_while_money_is_matched_to_it(world: SupplierWorld) -> None:
    world.allpay(1, 1000)
    world.statement(3, 1000, closes="11-16")
    world.match("ALLPAY", "NVDC0003.STA", 1000, on="12-01")
    world.allpay(2, -1000, ext="CSH", came="12-02", made="11-16")
    assert [(row.amount_pence, row.outstanding_pence) for row in world.rows("ALLPAY", "12-02")] == [
        (0, -1000)
    ]


def test_money_that_is_matched_to_a_key_that_no_file_makes_any_more_is_shown(world: SupplierWorld) -> None:
    world.match("ALLPAY", "NVDC0003.STA", 1000, on="12-01")
    [row] = world.rows("ALLPAY", "12-02")
    assert (row.due, row.amount_pence, row.outstanding_pence, row.state) == (
        "NVDC0003.STA",
        0,
        -1000,
        "part_paid",
    )


def paid(number: str, pence: int = 1000, kind: str = "payment", original: str = "") -> Paid:
    return Paid(STRANGER, pence, "2026-11-13", number=number, kind=kind, original=original)


def test_the_expected_fee_is_taken_off_from_the_start(world: SupplierWorld) -> None:
    """Three payments at 38.5 pence are 115.5, rounded half up once; what came twice or back is free."""
    back = paid("A4", kind="reversal", original="A3")
    world.payzone(1, paid("A1"), paid("A2"), paid("A2"), paid("A3"), back, created="11-16")
    [row] = world.rows("PAYZONE", "11-16")
    assert (row.amount_pence, row.fees_pence, row.outstanding_pence) == (2000, 116, 1884)


def test_a_part_leaves_the_expected_fee_and_the_match_that_settles_has_the_posted_one(
    world: SupplierWorld,
) -> None:
    name = world.payzone(1, paid("A1"), paid("A2"), created="11-16")
    world.match("PAYZONE", name, 1000, on="11-17")
    [part] = world.rows("PAYZONE", "11-17")
    assert (part.fees_pence, part.outstanding_pence, part.state) == (77, 923, "part_paid")
    world.match("PAYZONE", name, 920, fee=80, on="11-18")
    [whole] = world.rows("PAYZONE", "11-18")
    assert (whole.fees_pence, whole.outstanding_pence, whole.state) == (80, 0, "settled")


def test_what_was_settled_without_a_fee_expects_none(world: SupplierWorld) -> None:
    name = world.payzone(1, paid("A1"), created="11-16")
    world.match("PAYZONE", name, 1000, on="11-17")
    [row] = world.rows("PAYZONE", "11-17")
    assert (row.fees_pence, row.outstanding_pence, row.state) == (0, 0, "settled")


def test_a_supplier_that_keeps_nothing_owes_everything(world: SupplierWorld) -> None:
    data = writers.paypoint("000123", 1, "2026-11-16", [paid("1")])
    world.bring("PP000123_20261116_000001.DAT", data, "11-16")
    assert [row.fees_pence for row in world.rows("PAYPOINT", "11-16")] == [0]
