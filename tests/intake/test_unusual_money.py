"""What is unusual says so, with its figures, and stops nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from paycards.access.visit import Visit
from paycards.decisions.problem_list import Problem
from paycards.jobs.check_timetable import check_timetable
from paycards.jobs.close_problem import close_problem
from paycards.jobs.import_files import import_file
from paycards.jobs.list_problems import list_problems
from tests.channels.supplier_files import CARD, allpay, payzone, sale
from tests.jobs.hand_in import STRANGER, unknown

FRIDAY = dt.date(2026, 11, 13)


def feed(visit: Visit, number: int, day: dt.date, amounts: list[int]) -> Visit:
    """Import a file of so many payments, made on a day and received the night after."""
    night = replace(visit, now=dt.datetime.combine(day + dt.timedelta(days=1), dt.time(4), dt.UTC))
    made = f"{day:%d/%m/%Y}"
    rows = [
        unknown(pence, card=f"98269999000{row:08}").replace("14/11/2026", made)
        for row, pence in enumerate(amounts)
    ]
    assert (
        import_file(night, f"NVDC{number:04}.PO", allpay(rows, sum(amounts), made=made)).state == "accepted"
    )
    check_timetable(night)
    return night


def told(visit: Visit, kind: str) -> list[Problem]:
    return [problem for problem in list_problems(visit) if problem.kind == kind]


@pytest.fixture
def fridays(visit: Visit) -> Visit:
    """Seven Fridays of 30 payments and about 300 pounds."""
    for week in range(7):
        feed(visit, week + 1, FRIDAY - dt.timedelta(weeks=7 - week), [1000] * 30 + [week + 1])
    return visit


def test_fewer_payments_than_the_weekday_brings_are_told_with_what_is_usual(fridays: Visit) -> None:
    night = feed(fridays, 8, FRIDAY, [5000] * 6)
    [problem] = told(night, "unusual")
    assert "6 transactions for 13 November 2026 is unusually small for a Friday" in problem.message
    assert "by the 7 before it: usual is 31" in problem.message


def test_a_day_of_reversals_is_not_called_one_of_payments(fridays: Visit) -> None:
    night = feed(fridays, 8, FRIDAY, [1000] * 3 + [-1000] * 3)
    [problem] = told(night, "unusual")
    assert "NVD-ALLPAY: 6 transactions for" in problem.message


def test_a_single_payment_is_said_as_one(fridays: Visit) -> None:
    [problem] = told(feed(fridays, 8, FRIDAY, [100]), "unusual")
    assert "1 transaction for 13 November 2026" in problem.message


def test_another_weekday_has_a_habit_of_its_own(fridays: Visit) -> None:
    night = feed(fridays, 8, FRIDAY + dt.timedelta(days=1), [100])
    assert told(night, "unusual") == []


def test_what_comes_later_for_the_day_puts_it_right(fridays: Visit) -> None:
    night = feed(fridays, 8, FRIDAY, [5000] * 6)
    assert told(night, "unusual")
    assert told(feed(fridays, 9, FRIDAY, [100] * 25), "unusual") == []


def test_a_day_that_was_looked_at_is_not_told_again(fridays: Visit) -> None:
    night = feed(fridays, 8, FRIDAY, [99_000_00])
    [problem] = told(night, "unusual")
    close_problem(night, problem.id, note="a large payment, seen on the statement")
    check_timetable(night)
    assert told(night, "unusual") == []


def test_a_card_paid_many_times_in_a_day_is_one_problem_that_names_no_whole_card(visit: Visit) -> None:
    rows = [unknown(1000 + n, card=CARD) for n in range(6)] + [unknown(50, card=STRANGER)] * 5
    import_file(visit, "NVDC0001.PO", allpay(rows, sum(1000 + n for n in range(6)) + 250))
    [problem] = told(visit, "busy_card")
    assert "2 cards in NVDC0001.PO paid 5 times or more" in problem.message
    assert "ending 0015, 6 times on 14 November 2026, 60.15 pounds" in problem.message
    assert CARD not in str(problem)


def test_four_payments_with_a_card_or_many_without_one_are_nothing(visit: Visit) -> None:
    rows = [unknown(1000, card=CARD)] * 4 + [unknown(1000, card=" " * 19)] * 9
    import_file(visit, "NVDC0001.PO", allpay(rows, 13_000))
    assert told(visit, "busy_card") == []


def test_the_same_card_on_two_days_is_no_busy_card(visit: Visit) -> None:
    rows = [unknown(1000, card=CARD)] * 3
    rows += [row.replace("14/11/2026", "13/11/2026") for row in rows]
    import_file(visit, "NVDC0001.PO", allpay(rows, 6_000))
    assert told(visit, "busy_card") == []


def test_in_a_large_file_busy_cards_are_found_the_same_way(visit: Visit) -> None:
    rows = [unknown(1000, card=f"98269999000{n:08}") for n in range(2_100)] + [unknown(1000, card=CARD)] * 5
    import_file(visit, "NVDC0001.PO", allpay(rows, 1000 * 2_105))
    [problem] = told(visit, "busy_card")
    assert "one card in NVDC0001.PO" in problem.message


def till(visit: Visit, number: int, day: dt.date, reversals: int) -> Visit:
    """A day of one Payzone outlet with some sales, of which so many are taken back."""
    night = replace(visit, now=dt.datetime.combine(day + dt.timedelta(days=1), dt.time(4), dt.UTC))
    rows = [sale(f"{number}S{n}", "10.00") for n in range(12)]
    rows += [sale(f"{number}R{n}", "10.00", "VOID", f"{number}S{n}") for n in range(reversals)]
    data = payzone(rows, f"{10 * (12 - reversals)}.00", f"{number:06}").replace(b"NVD4471", b"nvdc")
    data = data.replace(b"2026-11-14T", f"{day}T".encode()).replace(
        b"2026-11-15T", f"{night.today}T".encode()
    )
    assert import_file(night, f"payzone_nvdc_{number:06}.csv", data).reason == ""
    check_timetable(night)
    return night


def test_an_outlet_that_takes_back_far_more_than_is_usual_is_told(visit: Visit) -> None:
    for number in range(7):
        night = till(visit, number + 1, FRIDAY - dt.timedelta(days=9 - number), number % 2)
        assert told(night, "many_reversals") == []
    night = till(visit, 8, FRIDAY, 8)
    [problem] = told(night, "many_reversals")
    assert (
        "the outlet Z77 took back 8 payments on 13 November 2026, 80.00 pounds: usual is 0" in problem.message
    )
    close_problem(night, problem.id, note="the till was closed early, and the customers came back")
    check_timetable(night)
    assert told(night, "many_reversals") == []


def test_payments_that_the_same_file_takes_back_make_no_busy_card(visit: Visit) -> None:
    rows = [sale(f"S{n}", "10.00") for n in range(6)] + [sale("R1", "10.00", "VOID", "S1")]
    rows += [sale("R2", "10.00", "VOID", "S2")]
    assert import_file(visit, *of_payzone(rows, "40.00")).reason == ""
    assert told(visit, "busy_card") == []


def test_what_is_left_of_a_busy_card_after_reversals_is_told_with_its_own_figures(visit: Visit) -> None:
    rows = [sale(f"S{n}", "10.00") for n in range(7)] + [sale("R1", "10.00", "VOID", "S1")]
    assert import_file(visit, *of_payzone(rows, "60.00")).reason == ""
    [problem] = told(visit, "busy_card")
    assert "6 times on 14 November 2026, 60.00 pounds" in problem.message


def of_payzone(rows: list[str], net: str) -> tuple[str, bytes]:
    return "payzone_nvdc_000007.csv", payzone(rows, net, "000007").replace(b"NVD4471", b"nvdc")
