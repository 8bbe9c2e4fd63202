"""Closed days of a council, and the day on which what comes after them is booked."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, bindparam, func, select

from paycards.clock import ONE_DAY
from paycards.store.tables.days import closed_days

_NEWEST_CLOSED = select(func.max(closed_days.c.day)).where(
    closed_days.c.council_id == bindparam("of_council"), closed_days.c.reopened_at.is_(None)
)


def newest_closed(connection: Connection, council_id: int) -> dt.date | None:
    """Return the newest day that is closed, and all days before it with it; None before the first."""
    return connection.execute(_NEWEST_CLOSED, {"of_council": council_id}).scalar()


def booking_day(connection: Connection, council_id: int, wanted: dt.date) -> dt.date:
    """Return the day that is wanted, or the first open one where that is closed already."""
    closed = newest_closed(connection, council_id)
    return wanted if closed is None else max(wanted, closed + ONE_DAY)
