"""The sample week, Monday 9 to Sunday 15 November 2026: one module for each contract's files."""

from __future__ import annotations

import datetime as dt

DAYS = tuple(dt.date(2026, 11, 9) + dt.timedelta(days=offset) for offset in range(7))
MON, TUE, WED, THU, FRI, SAT, SUN = DAYS


def morning_after(day: dt.date) -> dt.date:
    """The next day: when the files of a trading day arrive."""
    return day + dt.timedelta(days=1)


def at(day: dt.date, hour: int, minute: int) -> dt.datetime:
    """An instant of the week, in local time."""
    return dt.datetime.combine(day, dt.time(hour, minute))
