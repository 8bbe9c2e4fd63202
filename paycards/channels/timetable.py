"""Which files a contract owes, by when, and whether what came is unusual.

A contract owes one file of each kind for every day, or for every working day. The file for a day
is due at a local time, so many days of the same kind later: `Timetable` in the settings says which.
Bank holidays are those of England and Wales as GOV.UK publishes them, in the copy that comes with the
library `govuk-bank-holidays`; nothing is fetched. After the last year of that copy only weekends are
known to be free: see `bank_holidays_known_until`.

Days are calendar days in London; instants are aware and in UTC. The clock comes in as an argument.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from statistics import median_high, median_low
from typing import Literal
from zoneinfo import ZoneInfo

from paycards.settings import Timetable

DayKind = Literal["every_day", "working_days"]
Punctuality = Literal["on_time", "late", "missing", "not_yet_due"]

LONDON = ZoneInfo("Europe/London")
ONE_DAY = dt.timedelta(days=1)

EARLIER_NEEDED = 6
DEVIATIONS = 5  # about 3.4 standard deviations, were the totals normally distributed
LEAST_CHANGE_PENCE = 500_00


@dataclass(frozen=True)
class Owed:
    """One day's file: when it is due, when it came (UTC; None: not yet), and the verdict."""

    day: dt.date
    due_at: dt.datetime
    arrived_at: dt.datetime | None
    punctuality: Punctuality


def verdicts(
    timetable: Timetable,
    arrivals: Mapping[dt.date, dt.datetime],
    *,
    since: dt.date,
    now: dt.datetime,
) -> list[Owed]:
    """Judge each day owed from `since` (or the contract's start) to today in London, in order.

    `arrivals`: for files of one kind, the day that a file is for and the instant at which the first came.
    A file that comes at the due instant is on time. Raises ValueError for an instant without a time zone.
    """
    first = max(since, timetable.starts_on or since)
    days = _days_between(timetable.days, first, _utc(now).astimezone(LONDON).date())
    return [_judge(timetable, day, arrivals.get(day), now) for day in days]


def due_at(timetable: Timetable, day: dt.date) -> dt.datetime:
    """The instant, UTC, by which the file for `day` must be there.

    A local time that the clock change repeats means the first, one that it skips the moment an hour later.
    """
    due_on = day_after(timetable.days, day, timetable.due_after_days)
    return dt.datetime.combine(due_on, timetable.due, tzinfo=LONDON).astimezone(dt.UTC)


def day_after(kind: DayKind, day: dt.date, count: int) -> dt.date:
    """The `count`-th day of this kind after `day`; `day` itself for a count of 0.

    >>> day_after("working_days", dt.date(2026, 12, 24), 1)   # Christmas on a Friday, Boxing Day moved
    datetime.date(2026, 12, 29)
    >>> day_after("every_day", dt.date(2026, 12, 24), 1)
    datetime.date(2026, 12, 25)
    """
    if count == 0:
        return day
    return next(islice(_days_from(kind, day + ONE_DAY), count - 1, None))


def is_working_day(day: dt.date) -> bool:
    """Tell whether `day` is neither a weekend nor a bank holiday of England and Wales."""
    return day.weekday() < 5 and day not in bank_holidays()


@cache
def bank_holidays() -> frozenset[dt.date]:
    """The bank holidays of England and Wales, 2012 to the last year that is known."""
    from govuk_bank_holidays.bank_holidays import BankHolidays  # type: ignore[import-untyped]

    published = BankHolidays(use_cached_holidays=True)
    return frozenset(
        holiday["date"] for holiday in published.get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    )


def bank_holidays_known_until() -> dt.date:
    """The last day for which bank holidays are known: the end of the last year of the list."""
    return dt.date(max(bank_holidays()).year, 12, 31)


def unusual(
    total_pence: int,
    earlier_pence: Sequence[int],
    *,
    least_change_pence: int = LEAST_CHANGE_PENCE,
) -> Literal["small", "large"] | None:
    """Tell whether a day's total is out of line with earlier totals of the same weekday.

    It is when it lies both at least `least_change_pence` and more than five median absolute deviations
    from the median; one wild day in the past moves neither much. Fewer than six earlier totals say nothing.
    Of an even count, the median is the lower of the two in the middle and the deviation the higher: all
    stays whole pence, and in doubt a day is not unusual.

    >>> fridays = [10_000_00, 10_400_00, 9_700_00, 10_100_00, 9_900_00, 10_200_00]
    >>> unusual(10_900_00, fridays)
    >>> unusual(2_000_00, fridays)
    'small'
    >>> unusual(25_000_00, fridays)
    'large'
    """
    if len(earlier_pence) < EARLIER_NEEDED:
        return None
    usual_pence = median_low(earlier_pence)
    deviation_pence = median_high(abs(earlier - usual_pence) for earlier in earlier_pence)
    change_pence = total_pence - usual_pence
    if abs(change_pence) < least_change_pence or abs(change_pence) <= DEVIATIONS * deviation_pence:
        return None
    return "small" if change_pence < 0 else "large"


def _judge(timetable: Timetable, day: dt.date, arrived_at: dt.datetime | None, now: dt.datetime) -> Owed:
    due = due_at(timetable, day)
    if arrived_at is None:
        return Owed(day, due, None, "missing" if now > due else "not_yet_due")
    return Owed(day, due, _utc(arrived_at), "late" if arrived_at > due else "on_time")


def _utc(instant: dt.datetime) -> dt.datetime:
    if instant.tzinfo is None:
        raise ValueError(f"the instant {instant} has no time zone")
    return instant.astimezone(dt.UTC)


def _days_from(kind: DayKind, day: dt.date) -> Iterator[dt.date]:
    while True:
        if kind == "every_day" or is_working_day(day):
            yield day
        day += ONE_DAY


def _days_between(kind: DayKind, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for day in _days_from(kind, first):
        if day > last:
            return
        yield day
