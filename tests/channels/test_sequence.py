"""Where a running number stands, whatever the order in which files come."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.channels.sequence import missing, missing_in_day, number_at, place, place_in_year

LIMITS = st.sampled_from([99, 999, 9999, 999_999])


@st.composite
def near_last(draw: st.DrawFn) -> tuple[int, int, int]:
    """A limit, a last position, and a position within a tenth of the series of it, either way."""
    limit = draw(LIMITS)
    last = draw(st.integers(1, 5 * limit))
    steps = draw(st.integers(-(limit // 10), limit // 10))
    return limit, last, last + steps


@given(near_last())
def test_a_number_within_a_tenth_of_the_last_is_placed_exactly(case: tuple[int, int, int]) -> None:
    limit, last, position = case
    if position >= 1:
        assert place(number_at(position, limit), limit, last) == position


@given(LIMITS, st.data())
def test_files_in_order_climb_one_by_one_through_every_turn(limit: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(1, limit))
    last: int | None = None
    for expected in range(start, start + 300):
        last = place(number_at(expected, limit), limit, last)
        assert last == expected


@given(LIMITS, st.data())
def test_files_up_to_four_places_out_of_order_are_all_placed_exactly(limit: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(5, limit - 4))  # the first to come is in the first round
    hurry = st.integers(0, 4)
    positions = sorted(range(start, start + 60), key=lambda position: position + data.draw(hurry))
    last: int | None = None
    for expected in positions:
        found = place(number_at(expected, limit), limit, last)
        assert found == expected
        last = max(found, last or 0)


@given(LIMITS, st.data())
def test_a_position_always_carries_its_number_and_is_never_before_the_first(
    limit: int, data: st.DataObject
) -> None:
    number = data.draw(st.integers(1, limit))
    position = place(number, limit, data.draw(st.none() | st.integers(1, 5 * limit)))
    assert position >= 1
    assert number_at(position, limit) == number


def test_a_great_jump_ahead_in_the_first_round_is_a_gap() -> None:
    assert place(9998, limit=9999, last=3) == 9998
    assert missing(3, 9998) == range(4, 9998)


def test_after_the_turn_a_number_from_far_ahead_is_still_a_gap() -> None:
    assert place(5000, limit=9999, last=9999 + 17) == 9999 + 5000


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_a_number_outside_the_series_is_an_error(number: int) -> None:
    with pytest.raises(ValueError, match="not in 1 to 9999"):
        place(number, limit=9999, last=None)


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_what_is_missing_lies_strictly_between_the_last_and_the_new(last: int, new: int) -> None:
    assert set(missing(last, new)) == {position for position in range(last, new) if position > last}


DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@given(DAYS, st.integers(-65, 299), st.integers(1, 999))
def test_a_daily_number_up_to_300_days_old_keeps_its_year(day: dt.date, age: int, sequence: int) -> None:
    day_of_year = day.timetuple().tm_yday
    near = day + dt.timedelta(days=age)
    place_found = place_in_year(day_of_year * 1000 + sequence, near)
    assert place_found == (day.year * 1000 + day_of_year) * 1000 + sequence


def test_after_300_days_the_same_number_is_a_new_one() -> None:
    day = dt.date(2026, 1, 10)
    assert place_in_year(10_001, day + dt.timedelta(days=299)) == 2026_010_001
    assert place_in_year(10_001, day + dt.timedelta(days=300)) == 2027_010_001


@pytest.mark.parametrize("number", [0, 1, 999, 1_000, 367_001, 123_000, -1])
def test_a_number_that_is_no_day_and_sequence_is_an_error(number: int) -> None:
    with pytest.raises(ValueError, match="not a day of the year"):
        place_in_year(number, dt.date(2026, 5, 4))


def test_what_is_missing_in_a_day_starts_again_at_001() -> None:
    assert list(missing_in_day(2026_122_007, 2026_123_003)) == [2026_123_001, 2026_123_002]
    assert list(missing_in_day(2026_123_001, 2026_123_003)) == [2026_123_002]
    assert list(missing_in_day(2026_123_005, 2026_123_003)) == []
