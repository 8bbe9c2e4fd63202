"""The two clocks: instants are kept in UTC; a day is a day in England.

>>> local_date(dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.UTC))
datetime.date(2026, 4, 1)
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
ONE_DAY = dt.timedelta(days=1)
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2099, 12, 31)  # that anybody means who names a day
MEANT = f"a year from {FIRST_DAY.year} to {LAST_DAY.year}"


def is_meant(day: dt.date) -> bool:
    """Tell whether a person may have meant this day; around others is no room to look back or ahead."""
    return FIRST_DAY <= day <= LAST_DAY


def local(instant: dt.datetime) -> dt.datetime:
    """Return an aware instant as the clocks in England show it."""
    return instant.astimezone(LONDON)


def local_date(instant: dt.datetime) -> dt.date:
    """Return the date in England at an aware instant."""
    return local(instant).date()


def in_words(day: dt.date) -> str:
    """Return a day as it is written in a letter.

    >>> in_words(dt.date(2026, 11, 5))
    '5 November 2026'
    """
    return f"{day.day} {day:%B %Y}"


def instant_in_words(at: dt.datetime) -> str:
    """Return an instant by the clocks in England, its day first.

    >>> instant_in_words(dt.datetime(2026, 7, 5, 8, 30, tzinfo=dt.UTC))
    '5 July 2026 at 09:30'
    """
    return f"{in_words(local(at))} at {local(at):%H:%M}"


def time_in_words(at: dt.datetime) -> str:
    """Return an instant by the clocks in England, its time first.

    >>> time_in_words(dt.datetime(2026, 7, 5, 8, 30, tzinfo=dt.UTC))
    '09:30 on 5 July 2026'
    """
    return f"{local(at):%H:%M} on {in_words(local(at))}"


def end_of(day: dt.date) -> dt.datetime:
    """Return the first instant, in UTC, that is not in this day in England any more.

    >>> end_of(dt.date(2026, 3, 29)).isoformat()
    '2026-03-29T23:00:00+00:00'
    """
    next_day = dt.datetime.combine(day + ONE_DAY, dt.time(), tzinfo=LONDON)
    return next_day.astimezone(dt.UTC)


def london_time(instant: str) -> str:
    """The date and time in London, YYYY-MM-DDTHH:MM:SS, of ISO 8601 with offset. Raises ValueError."""
    try:
        there = local(dt.datetime.fromisoformat(instant))
    except OverflowError as error:  # the first or the last day that there is
        raise ValueError(str(error)) from error
    return there.replace(tzinfo=None).isoformat(timespec="seconds")
