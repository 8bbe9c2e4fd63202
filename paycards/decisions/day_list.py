"""The days of a council, from its first file to yesterday: which are closed, by whom, and what was signed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Date, Integer, Row, String, select, type_coerce

from paycards.clock import ONE_DAY
from paycards.decisions.closing_days import first_day
from paycards.store.tables.days import closed_days, day_exceptions

COLUMNS = {  # of the export, with the type of each
    "council": String(),
    "date": Date(),
    **dict.fromkeys(("state", "closed_by", "closed_at"), String()),
    "exceptions": Integer(),
}


@dataclass(frozen=True)
class Day:
    """A day of a council: open, closed, or reopened and not closed since. `exceptions` is their number.

    `closed_at` is ISO 8601 in UTC, as instants are stored; empty where it was never closed.
    """

    council: str
    date: dt.date
    state: str
    closed_by: str
    closed_at: str
    exceptions: int


def days_of(connection: Connection, council: str, council_id: int, today: dt.date) -> list[Day]:
    """Return them in order; empty before the first file."""
    first = first_day(connection, council_id)
    if first is None:
        return []
    its = closed_days.c.council_id == council_id
    told = type_coerce(closed_days.c.closed_at, String).label("told_at")
    rows = connection.execute(select(closed_days, told).where(its).order_by(closed_days.c.id))
    newest = {row.day: row for row in rows}
    signed = Counter(
        connection.execute(
            select(day_exceptions.c.day).where(day_exceptions.c.council_id == council_id)
        ).scalars()
    )
    last = max([today - ONE_DAY, *newest])
    days = [first + ONE_DAY * nth for nth in range((last - first).days + 1)]
    return [_day(council, day, newest.get(day), signed[day]) for day in days]


def _day(council: str, day: dt.date, closing: Row[Any] | None, exceptions: int) -> Day:
    if closing is None:
        return Day(council, day, "open", "", "", exceptions)
    state = "closed" if closing.reopened_at is None else "reopened"
    return Day(council, day, state, closing.closed_by, closing.told_at, exceptions)
