"""Which files are expected of a contract, by when, and whether what came is unusual.

One file of each kind is expected for every day, or for every working day. The file for a day
is due at a local time, so many days of the same kind later: `Timetable` in the settings says which.
Bank holidays are those of England and Wales as GOV.UK publishes them, in the copy that comes with the
library `govuk-bank-holidays`; nothing is fetched. The settings may add days to them or take some away: see
`bank_holidays`. After the last year that is known only weekends are free: see `bank_holidays_run_out`.

Days are calendar days in London; instants are aware and in UTC. The clock comes in as an argument.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, takewhile
from pathlib import Path
from typing import Literal

from paycards.clock import LONDON, ONE_DAY
from paycards.settings.contract import Timetable

DayKind = Literal["every_day", "working_days"]
Punctuality = Literal["on_time", "late", "missing", "not_yet_due"]


WEEKDAYS = 5  # Monday to Friday
ENGLAND = "england-and-wales"
EARLIER_NEEDED = 6
DEVIATIONS = 5  # about 3.4 standard deviations, were the totals normally distributed
LEAST_CHANGE_PENCE = 500_00

LEAST_IN_A_YEAR = 8  # bank holidays: a year with fewer is not known yet
WARN_AHEAD = dt.timedelta(days=366)


@dataclass(frozen=True)
class Owed:
    """One day's file: when it is due, when it came (UTC; None: not yet), and the verdict."""

    day: dt.date
    due_at: dt.datetime
    arrived_at: dt.datetime | None
    punctuality: Punctuality


@dataclass(frozen=True)
class Due:
    """The file of one contract for one day: its extension or layout, and the verdict on it."""

    contract: str
    what: str
    owed: Owed


def verdicts(
    timetable: Timetable,
    arrivals: Mapping[dt.date, dt.datetime],
    *,
    since: dt.date,
    now: dt.datetime,
    holidays: frozenset[dt.date] | None = None,
) -> list[Owed]:
    """Judge each day owed from `since` (or the contract's start) to today in London, in order.

    `arrivals`: for files of one kind, the day that a file is for and the instant at which the first came.
    `holidays` are those of `bank_holidays`; None: as published. A file that comes at the due instant is on
    time.    Raises ValueError for an instant without a time zone.
    """
    first = max(since, timetable.starts_on or since)
    last = _utc(now).astimezone(LONDON).date()
    days = takewhile(lambda day: day <= last, _days_from(timetable.days, first, holidays))
    return [_judge(day, due_at(timetable, day, holidays), arrivals.get(day), now) for day in days]


def verdict_on(
    timetable: Timetable,
    day: dt.date,
    arrived_at: dt.datetime | None,
    *,
    now: dt.datetime,
    holidays: frozenset[dt.date] | None = None,
) -> Owed | None:
    """Judge one day's file as `verdicts` does; None where none is owed for that day."""
    is_owed = timetable.days == "every_day" or is_working_day(day, holidays)
    if not is_owed or day > _utc(now).astimezone(LONDON).date() or day < (timetable.starts_on or day):
        return None
    return _judge(day, due_at(timetable, day, holidays), arrived_at, now)


def due_at(timetable: Timetable, day: dt.date, holidays: frozenset[dt.date] | None = None) -> dt.datetime:
    """The instant, UTC, by which the file for `day` must be there.

    A local time that the clock change repeats means the first, one that it skips the moment an hour later.
    """
    due_on = day_after(timetable.days, day, timetable.due_after_days, holidays)
    return dt.datetime.combine(due_on, timetable.due, tzinfo=LONDON).astimezone(dt.UTC)


def day_after(kind: DayKind, day: dt.date, count: int, holidays: frozenset[dt.date] | None = None) -> dt.date:
    """The `count`-th day of this kind after `day`; `day` itself for a count of 0.

    >>> day_after("working_days", dt.date(2026, 12, 24), 1)   # Christmas on a Friday, Boxing Day moved
    datetime.date(2026, 12, 29)
    >>> day_after("every_day", dt.date(2026, 12, 24), 1)
    datetime.date(2026, 12, 25)
    """
    if count == 0:
        return day
    return next(islice(_days_from(kind, day + ONE_DAY, holidays), count - 1, None))


def is_working_day(day: dt.date, holidays: frozenset[dt.date] | None = None) -> bool:
    """Tell whether `day` is neither a weekend nor a bank holiday of England and Wales."""
    return day.weekday() < WEEKDAYS and day not in (_published() if holidays is None else holidays)


def working_day_from(day: dt.date, holidays: frozenset[dt.date] | None = None) -> dt.date:
    """The day itself, or the next working day.

    >>> working_day_from(dt.date(2026, 12, 25))   # Boxing Day is a Saturday, and moved
    datetime.date(2026, 12, 29)
    """
    return day if is_working_day(day, holidays) else day_after("working_days", day, 1, holidays)


def working_days_between(first: dt.date, last: dt.date, holidays: frozenset[dt.date] | None = None) -> int:
    """Count the working days after `first` up to `last`, which counts; whole weeks at once.

    >>> working_days_between(dt.date(2026, 12, 24), dt.date(2026, 12, 30))
    2
    """
    free = _published() if holidays is None else holidays
    weeks, rest = divmod(max((last - first).days, 0), 7)
    weekdays = weeks * WEEKDAYS + sum((last - ONE_DAY * n).weekday() < WEEKDAYS for n in range(rest))
    return weekdays - sum(first < day <= last and day.weekday() < WEEKDAYS for day in free)


def bank_holidays(extra: Iterable[dt.date] = (), removed: Iterable[dt.date] = ()) -> frozenset[dt.date]:
    """The bank holidays of England and Wales from 2012, with what settings add and without what they remove.

    >>> dt.date(2027, 5, 10) in bank_holidays(extra=[dt.date(2027, 5, 10)])
    True
    >>> dt.date(2026, 12, 25) in bank_holidays(removed=[dt.date(2026, 12, 25)])
    False
    """
    return (_published() | frozenset(extra)) - frozenset(removed)


def bank_holidays_known_until(holidays: frozenset[dt.date] | None = None) -> dt.date:
    """The last day for which bank holidays are known: the end of the last year with all of its own.

    A day that the settings take away was known; a year after one that is not known does not count.
    """
    years = Counter(day.year for day in _published() | (holidays or frozenset()))
    whole = {year for year, count in years.items() if count >= LEAST_IN_A_YEAR}
    return dt.date(next(year for year in sorted(whole) if year + 1 not in whole), 12, 31)


def bank_holidays_run_out(today: dt.date, holidays: frozenset[dt.date] | None = None) -> dt.date | None:
    """The last day for which bank holidays are known, where it is a year away or less; else None."""
    last = bank_holidays_known_until(holidays)
    return last if today + WARN_AHEAD >= last else None


@cache
def _published() -> frozenset[dt.date]:
    """Read the library's copy as it lies there: its class would bring what fetches pages."""
    import govuk_bank_holidays  # type: ignore[import-untyped]

    copy = Path(govuk_bank_holidays.__file__).with_name("bank-holidays.json").read_bytes()
    return frozenset(dt.date.fromisoformat(each["date"]) for each in json.loads(copy)[ENGLAND]["events"])


def unusual(
    figure: int, earlier: Sequence[int], *, least_change: int = LEAST_CHANGE_PENCE
) -> Literal["small", "large"] | None:
    """Tell whether a day's figure, in pence or a count, is out of line with earlier ones of the same kind.

    It is when it lies both at least `least_change` and more than five median absolute deviations
    from the median; one wild day in the past moves neither much. Fewer than six earlier days say nothing.

    >>> fridays = [10_000_00, 10_400_00, 9_700_00, 10_100_00, 9_900_00, 10_200_00]
    >>> unusual(10_900_00, fridays)
    >>> unusual(2_000_00, fridays)
    'small'
    >>> unusual(25_000_00, fridays)
    'large'
    """
    if len(earlier) < EARLIER_NEEDED:
        return None
    usual, deviation = habit(earlier)
    change = figure - usual
    if abs(change) < least_change or abs(change) <= DEVIATIONS * deviation:
        return None
    return "small" if change < 0 else "large"


def habit(earlier: Sequence[int]) -> tuple[int, int]:
    """Return the median of figures and their median absolute deviation.

    Of an even count, the median is the lower of the two in the middle and the deviation the higher: all
    stays whole, and in doubt a day is not unusual.

    >>> habit([9, 10, 11, 500])
    (10, 1)
    """
    from statistics import median_high, median_low

    usual = median_low(earlier)
    return usual, median_high(abs(each - usual) for each in earlier)


def _judge(day: dt.date, due: dt.datetime, arrived_at: dt.datetime | None, now: dt.datetime) -> Owed:
    if arrived_at is None:
        return Owed(day, due, None, "missing" if now > due else "not_yet_due")
    return Owed(day, due, _utc(arrived_at), "late" if arrived_at > due else "on_time")


def _utc(instant: dt.datetime) -> dt.datetime:
    if instant.tzinfo is None:
        raise ValueError(f"the instant {instant} has no time zone")
    return instant.astimezone(dt.UTC)


def _days_from(kind: DayKind, day: dt.date, holidays: frozenset[dt.date] | None) -> Iterator[dt.date]:
    while True:
        if kind == "every_day" or is_working_day(day, holidays):
            yield day
        day += ONE_DAY
