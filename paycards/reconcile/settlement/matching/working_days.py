"""Working days of England and Wales, counted strictly from a day.

>>> days = WorkingDays()
>>> days.after(dt.date(2026, 12, 24), 2), days.before(dt.date(2026, 12, 29), 1)   # Christmas on a Friday
(datetime.date(2026, 12, 30), datetime.date(2026, 12, 24))
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache

from paycards.channels.timetable import is_working_day, working_days_between
from paycards.clock import ONE_DAY


@dataclass(frozen=True)
class WorkingDays:
    """The calendar by which matching counts; `holidays` as published where none are given."""

    holidays: frozenset[dt.date] | None = None
    _known: dict[tuple[dt.date, int], dt.date] = field(default_factory=dict, repr=False, compare=False)

    def after(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th working day strictly after `day`."""
        return self._counted(day, count)

    def before(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th working day strictly before `day`."""
        return self._counted(day, -count)

    def between(self, first: dt.date, last: dt.date) -> int:
        """How many working days lie after `first` up to `last`, which counts; zero where it is not later."""
        return working_days_between(first, last, self.holidays)

    def _counted(self, day: dt.date, count: int) -> dt.date:
        if (day, count) not in self._known:
            self._known[day, count] = self._walk(day, count)
        return self._known[day, count]

    def _walk(self, day: dt.date, count: int) -> dt.date:
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= is_working_day(day, self.holidays)
        return day


@cache
def calendar_of(holidays: frozenset[dt.date]) -> WorkingDays:
    """The calendar with these holidays, the same for every contract: what one has counted all know."""
    return WorkingDays(holidays)
