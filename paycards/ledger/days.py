"""Closed days: what is late for one is booked on the next day that is open."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, func, select

from paycards.store.tables import closed_days


def booking_day(connection: Connection, council_id: int, wanted: dt.date) -> dt.date:
    """The wanted day, or the first open one after it: days are closed in order, none left out."""
    newest = select(func.max(closed_days.c.day)).where(
        closed_days.c.council_id == council_id, closed_days.c.reopened_at.is_(None)
    )
    closed: dt.date | None = connection.execute(newest).scalar()
    if closed is None or closed < wanted:
        return wanted
    return closed + dt.timedelta(days=1)
