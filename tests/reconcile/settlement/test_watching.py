"""Late and over-settled dues are problems by night; what is expected; what a supplier says that it pays."""

from __future__ import annotations

import pytest

from paycards.errors import Invalid, NotFound
from paycards.jobs.close_problem import close_problem
from paycards.jobs.forecast_dues import forecast_dues
from paycards.jobs.list_problems import list_problems
from paycards.jobs.nightly import nightly
from paycards.jobs.show_due import show_due
from paycards.jobs.watch_dues import watch_dues
from paycards.reconcile.settlement.as_stated import statement_for, statements_by_day
from paycards.reconcile.settlement.matching.working_days import WorkingDays
from paycards.store.engine import reading
from tests.oracle.writers import Paid, paypoint
from tests.reconcile.settlement.supplier_world import STRANGER, SupplierWorld, day


def problems(world: SupplierWorld, on: str) -> list[tuple[str, str]]:
    watch_dues(world.on(on))
    kinds = ("late_due", "over_settled")
    return [(each.kind, each.subject) for each in list_problems(world.visit) if each.kind in kinds]


def sold(number: str, pence: int, kind: str = "payment", original: str = "") -> Paid:
    return Paid(STRANGER, pence, "2026-11-13", number=number, kind=kind, original=original)


def test_a_due_is_a_problem_from_the_day_on_which_it_is_late_until_it_is_paid(world: SupplierWorld) -> None:
    name = world.payzone(1, sold("A1", 1039), created="11-16")
    assert problems(world, "11-17") == []
    assert problems(world, "11-18") == [("late_due", name)]
    world.match("PAYZONE", name, 500, on="11-18")
    assert problems(world, "11-18") == [("late_due", name)]  # a part of it is late still
    [told] = list_problems(world.visit)
    assert told.message == f"PAYZONE: 5.00 pounds of {name}, due on 16 November 2026, have not come."
    world.match("PAYZONE", name, 500, fee=39, on="11-19")
    assert problems(world, "11-19") == []


def test_a_problem_that_a_person_has_closed_is_not_opened_again(world: SupplierWorld) -> None:
    name = world.payzone(1, sold("A1", 1000), created="11-16")
    assert problems(world, "11-18") == [("late_due", name)]
    [late] = list_problems(world.visit)
    close_problem(world.on("11-18"), late.id, note="they pay on Friday")
    assert problems(world, "11-19") == []


def test_what_is_carried_forward_opens_no_problem(world: SupplierWorld) -> None:
    world.payzone(1, sold("A1", 1000), created="11-10")
    world.match("PAYZONE", "payzone_nvdc_000001.csv", 961, fee=39, on="11-11")
    debt = sold("A2", 1000, kind="reversal", original="A1")
    world.payzone(2, debt, created="11-11")
    world.payzone(3, sold("A3", 700), created="11-12")
    assert problems(world, "11-20") == []
    world.payzone(4, sold("A4", 700), created="11-12")
    assert problems(world, "11-20") == [("late_due", "payzone_nvdc_000004.csv")]


def test_a_due_of_which_more_is_settled_than_there_is_is_a_problem(world: SupplierWorld) -> None:
    name = world.payzone(1, sold("A1", 1000), created="11-16")
    world.match("PAYZONE", name, 1200, on="11-17")
    assert problems(world, "11-17") == [("over_settled", name)]


def test_dues_of_a_contract_without_a_settlement_in_the_settings_are_nobody_s_problem(
    world: SupplierWorld,
) -> None:
    world.allpay(1, 100)
    world.statement(2, 100, closes="10-01", came="11-16")
    assert world.states("ALLPAY", "11-16") == ["late"]
    assert problems(world, "11-16") == []


def test_the_forecast_carries_a_debt_forward_and_expects_today_what_is_overdue(world: SupplierWorld) -> None:
    for number, pence in enumerate((324_871, 87_310, -23_620, 52_020, 158_376)):
        world.allpay(2 * number + 1, pence, ext="CSH", came=f"11-0{number + 2}")
        world.statement(2 * number + 2, pence, closes=f"11-0{number + 2}")
    world.allpay(11, 77, came="11-09")
    told = [
        (f"{each.on:%m-%d}" if each.on else None, each.dues, each.expected_pence, each.carried_pence)
        for each in forecast_dues(world.on("11-17"), contract="ALLPAY")
    ]
    assert told == [
        ("11-17", 2, 412_181, 0),
        ("11-18", 1, 0, -23_620),
        ("11-19", 1, 28_400, 0),
        ("11-20", 1, 158_376, 0),
        (None, 0, 77, 0),
    ]


@pytest.mark.parametrize(
    ("today", "expected"),
    [("11-27", ["11-27", "12-01"]), ("11-28", ["12-01"]), ("11-30", ["12-01"]), ("12-01", ["12-01"])],
)
def test_no_money_is_forecast_for_a_day_on_which_banks_book_nothing(
    world_on_both: SupplierWorld, today: str, expected: list[str]
) -> None:
    world = world_on_both
    for name, settles_on in (
        ("A1", "11-26"),
        ("A2", "11-28"),
    ):  # a Thursday and a Saturday, as they are named
        data = paypoint("000123", int(name[1]), f"2026-{settles_on}", [sold(name[1], 500)])
        world.bring(f"PP000123_2026{settles_on.replace('-', '')}_00000{name[1]}.DAT", data, "11-27")
    told = forecast_dues(world.on(today), contract="PAYPOINT")
    assert [f"{each.on:%m-%d}" for each in told] == expected


def test_the_night_reports_what_suppliers_owe_and_what_is_late(world: SupplierWorld) -> None:
    world.payzone(1, sold("A1", 1039), created="11-16")
    world.allpay(1, 500)
    world.statement(2, 500, closes="11-16")
    world.allpay(3, 77, came="11-17")
    report = nightly(world.on("11-18")).report
    told = {
        one.contract: (one.due_pence, one.late, one.late_pence, one.to_come_pence) for one in report.owing
    }
    assert told["PAYZONE"] == (1000, 1, 1000, 0)
    assert told["ALLPAY"] == (0, 0, 0, 577)
    assert told["POST"] == (0, 0, 0, 0)
    assert [problem.kind for problem in report.problems] == ["late_due"]


def test_a_debt_of_several_days_is_forecast_as_it_was_paid(world: SupplierWorld) -> None:
    for number, pence in enumerate((-10_756, -42_519, 0, 40_580, 15_979)):
        if pence:
            world.allpay(2 * number + 1, pence, ext="CSH", came=f"11-0{number + 2}")
        world.statement(2 * number + 2, pence, closes=f"11-0{number + 2}")
    expected = forecast_dues(world.on("11-09"), contract="ALLPAY")
    assert [each.expected_pence for each in expected] == [0, 0, 0, 3_284]


def test_the_story_of_a_due_has_its_files_its_statement_and_every_match(world: SupplierWorld) -> None:
    world.allpay(1, 1000)
    world.allpay(2, 250, ext="PP")
    world.statement(3, 1250, closes="11-16")
    world.match("ALLPAY", "NVDC0003.STA", 400, on="12-01", ended=day("12-02"))
    world.match("ALLPAY", "NVDC0003.STA", 1250, on="12-02")
    story = show_due(world.on("12-02"), "NVDC0003.STA")
    assert (story.due.state, story.due.outstanding_pence, story.opening) == ("settled", 0, "")
    assert {file.file: file.amount_pence for file in story.files} == {"NVDC0001.PO": 1000, "NVDC0002.PP": 250}
    assert story.statement is not None
    assert (story.statement.credits_pence, story.statement.lines) == (1250, {"PO": 1250})
    assert [(match.amount_pence, match.why) for match in story.matches] == [(400, "taken_back"), (1250, "")]


def test_a_key_that_two_contracts_have_needs_the_contract(world: SupplierWorld) -> None:
    world.match("ALLPAY", "OLD", 1, on="11-16")
    world.match("POST", "OLD", 2, on="11-16")
    with pytest.raises(Invalid, match="More than one contract has a due OLD: say which, ALLPAY, POST"):
        show_due(world.on("11-16"), "OLD")
    assert show_due(world.on("11-16"), "OLD", contract="POST").due.settled_pence == 2
    with pytest.raises(NotFound):
        show_due(world.on("11-16"), "NEW")


def test_a_credit_is_what_the_statement_said_that_closes_on_its_day_or_on_the_working_day_before(
    world: SupplierWorld,
) -> None:
    world.statement(1, 0, closes="11-13", opening=900, debits=300, came="11-16")
    world.statement(2, 0, closes="11-17", debits=250)
    contract = world.contracts["ALLPAY"]
    with reading(world.visit.installation.engine) as connection:
        stated, calendar = statements_by_day(connection, contract), WorkingDays(contract.holidays)
    said: dict[str, int | None] = {}
    for on in ("11-13", "11-14", "11-16", "11-17", "11-18", "11-19"):
        statement = statement_for(stated, calendar, day(on))
        said[on] = statement.debits_pence if statement else None
    assert said == {"11-13": 300, "11-14": 300, "11-16": 300, "11-17": 250, "11-18": 250, "11-19": None}
