"""Late, missing, and out of line."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.channels.timetable import (
    bank_holidays,
    bank_holidays_known_until,
    bank_holidays_run_out,
    day_after,
    due_at,
    is_working_day,
    unusual,
    verdicts,
)
from paycards.settings.contract import Timetable

WORKING = Timetable(days="working_days", due=dt.time(9, 0))
DAILY = Timetable(days="every_day", due=dt.time(3, 0))
DAYS = st.dates(dt.date(2013, 1, 1), dt.date(2028, 6, 30))


def utc(*when: int) -> dt.datetime:
    return dt.datetime(*when, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


def test_each_verdict_in_one_week() -> None:
    arrivals = {
        dt.date(2026, 11, 2): utc(2026, 11, 3, 9, 0),  # Monday's, at the very minute
        dt.date(2026, 11, 3): utc(2026, 11, 4, 9, 0, 1),  # Tuesday's, a second late
    }
    found = verdicts(WORKING, arrivals, since=dt.date(2026, 11, 2), now=utc(2026, 11, 5, 12))
    assert [(owed.day.isoformat(), owed.punctuality) for owed in found] == [
        ("2026-11-02", "on_time"),
        ("2026-11-03", "late"),
        ("2026-11-04", "missing"),
        ("2026-11-05", "not_yet_due"),
    ]
    assert found[2].due_at == utc(2026, 11, 5, 9)
    assert found[1].arrived_at == utc(2026, 11, 4, 9, 0, 1)


def test_at_the_due_instant_a_file_is_not_yet_missing() -> None:
    day = dt.date(2026, 11, 2)
    at_due = verdicts(WORKING, {}, since=day, now=utc(2026, 11, 3, 9))
    just_after = verdicts(WORKING, {}, since=day, now=utc(2026, 11, 3, 9, 0, 1))
    assert (at_due[0].punctuality, just_after[0].punctuality) == ("not_yet_due", "missing")


def test_nothing_is_owed_for_a_weekend_or_a_bank_holiday_by_working_days() -> None:
    found = verdicts(WORKING, {}, since=dt.date(2026, 4, 2), now=utc(2026, 4, 8, 12))  # Easter
    assert [owed.day.isoformat() for owed in found] == ["2026-04-02", "2026-04-07", "2026-04-08"]
    assert found[0].due_at == utc(2026, 4, 7, 8)


def test_every_day_owes_christmas_day_too() -> None:
    found = verdicts(DAILY, {}, since=dt.date(2026, 12, 24), now=utc(2026, 12, 26, 12))
    assert [owed.punctuality for owed in found] == ["missing", "missing", "not_yet_due"]


def test_nothing_is_owed_before_the_contract_starts() -> None:
    timetable = WORKING.model_copy(update={"starts_on": dt.date(2026, 11, 4)})
    found = verdicts(timetable, {}, since=dt.date(2026, 1, 1), now=utc(2026, 11, 5, 12))
    assert [owed.day.day for owed in found] == [4, 5]


def test_due_is_by_the_clock_in_london_summer_and_winter() -> None:
    assert due_at(WORKING, dt.date(2026, 7, 1)) == utc(2026, 7, 2, 8)
    assert due_at(WORKING, dt.date(2026, 12, 1)) == utc(2026, 12, 2, 9)


def test_due_in_the_hours_of_the_clock_changes() -> None:
    half_past_one = DAILY.model_copy(update={"due": dt.time(1, 30)})
    assert due_at(half_past_one, dt.date(2026, 3, 28)) == utc(2026, 3, 29, 1, 30)  # skipped: 02:30 there
    assert due_at(half_past_one, dt.date(2026, 10, 24)) == utc(2026, 10, 25, 0, 30)  # the first of two


def test_the_day_in_london_decides_what_is_owed_today() -> None:
    found = verdicts(DAILY, {}, since=dt.date(2026, 6, 30), now=utc(2026, 6, 30, 23, 30))
    assert found[-1].day == dt.date(2026, 7, 1)


def test_a_file_due_on_its_own_day_may_have_no_days_between() -> None:
    same_day = WORKING.model_copy(update={"due_after_days": 0})
    assert due_at(same_day, dt.date(2026, 11, 2)) == utc(2026, 11, 2, 9)


def test_an_instant_without_a_time_zone_is_an_error() -> None:
    naive = utc(2026, 11, 5).replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        verdicts(WORKING, {}, since=dt.date(2026, 11, 2), now=naive)
    with pytest.raises(ValueError, match="no time zone"):
        verdicts(WORKING, {dt.date(2026, 11, 2): naive}, since=dt.date(2026, 11, 2), now=utc(2026, 11, 5))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2022-06-02", False),  # the spring bank holiday, moved that year
        ("2022-05-30", True),  # where it would have been
        ("2022-09-19", False),  # a day proclaimed once
        ("2023-05-08", False),  # the coronation
        ("2026-12-28", False),  # Boxing Day on a Saturday, moved
        ("2026-08-03", True),  # a holiday in Scotland only
        ("2026-03-17", True),  # a holiday in Northern Ireland only
        ("2026-11-07", False),  # a Saturday
    ],
)
def test_working_days_are_those_of_england_and_wales(day: str, works: bool) -> None:
    assert is_working_day(dt.date.fromisoformat(day)) is works


def test_each_known_year_has_its_bank_holidays() -> None:
    last_year = bank_holidays_known_until().year
    assert last_year >= 2028
    for year in range(2012, last_year + 1):
        assert sum(holiday.year == year for holiday in bank_holidays()) >= 8


@given(DAYS, st.integers(0, 15))
def test_working_days_later_are_counted_one_by_one(day: dt.date, count: int) -> None:
    later = day_after("working_days", day, count)
    between = (day + dt.timedelta(days=step) for step in range(1, (later - day).days + 1))
    assert sum(map(is_working_day, between)) == count
    assert count == 0 or is_working_day(later)


FRIDAYS = [10_000_00, 10_400_00, 9_700_00, 10_100_00, 9_900_00, 10_200_00]


def test_five_earlier_totals_say_nothing() -> None:
    assert unusual(0, FRIDAYS[:5]) is None
    assert unusual(0, FRIDAYS) == "small"


def test_after_equal_totals_only_the_least_change_counts() -> None:
    assert unusual(1_499_99, [1_000_00] * 6) is None
    assert unusual(1_500_00, [1_000_00] * 6) == "large"
    assert unusual(1_000_50, [1_000_00] * 6, least_change=50) == "large"


def test_one_wild_day_in_the_past_hides_nothing() -> None:
    assert unusual(25_000_00, [*FRIDAYS, 90_000_00]) == "large"


def test_a_small_council_is_not_told_of_small_changes() -> None:
    assert unusual(60_00, [40_00, 45_00, 42_00, 41_00, 43_00, 44_00]) is None


@given(st.lists(st.integers(-(10**10), 10**10), min_size=6, max_size=30), st.integers(-(10**10), 10**10))
def test_mirrored_totals_get_the_mirrored_verdict(earlier: list[int], total: int) -> None:
    odd = earlier if len(earlier) % 2 else [*earlier, 0]  # an even count has no middle of its own
    mirrored = {"small": "large", "large": "small", None: None}
    assert unusual(-total, [-pence for pence in odd]) == mirrored[unusual(total, odd)]


CORONATION = dt.date(2027, 5, 10)  # an invented one, a Monday


def test_settings_add_a_bank_holiday_or_take_one_away() -> None:
    holidays = bank_holidays(extra=[CORONATION], removed=[dt.date(2027, 5, 3)])
    assert not is_working_day(CORONATION, holidays)
    assert is_working_day(dt.date(2027, 5, 3), holidays)
    assert is_working_day(CORONATION)
    assert not is_working_day(dt.date(2027, 5, 3))
    assert day_after("working_days", dt.date(2027, 5, 7), 1, holidays) == dt.date(2027, 5, 11)


def test_nothing_is_owed_for_an_extra_bank_holiday() -> None:
    holidays = bank_holidays(extra=[CORONATION])
    since, now = dt.date(2027, 5, 7), utc(2027, 5, 12, 12)
    found = verdicts(WORKING, {}, since=since, now=now, holidays=holidays)
    assert [owed.day.isoformat() for owed in found] == ["2027-05-07", "2027-05-11", "2027-05-12"]
    assert found[0].due_at == utc(2027, 5, 11, 8)
    assert due_at(WORKING, since, holidays) == utc(2027, 5, 11, 8)


def test_that_bank_holidays_run_out_is_said_a_year_ahead() -> None:
    last = bank_holidays_known_until()
    year_ahead = last - dt.timedelta(days=366)
    assert bank_holidays_run_out(year_ahead - dt.timedelta(days=1)) is None
    assert bank_holidays_run_out(year_ahead) == last
    assert bank_holidays_run_out(last + dt.timedelta(days=1000)) == last


def test_a_whole_year_that_the_settings_add_is_a_known_year() -> None:
    last = bank_holidays_known_until()
    few = bank_holidays(extra=[dt.date(last.year + 1, 1, day) for day in range(1, 8)])
    whole = bank_holidays(extra=[dt.date(last.year + 1, 1, day) for day in range(1, 9)])
    assert bank_holidays_known_until(few) == last
    assert bank_holidays_known_until(whole) == dt.date(last.year + 1, 12, 31)


@given(DAYS, st.integers(0, 15), st.sets(DAYS, max_size=5), st.sets(DAYS, max_size=5))
def test_days_later_are_always_counted_by_the_same_calendar(
    day: dt.date, count: int, extra: set[dt.date], removed: set[dt.date]
) -> None:
    holidays = bank_holidays(extra, removed)
    later = day_after("working_days", day, count, holidays)
    between = (day + dt.timedelta(days=step) for step in range(1, (later - day).days + 1))
    assert sum(is_working_day(each, holidays) for each in between) == count
