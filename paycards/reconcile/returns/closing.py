"""How soon the days of the month were closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from paycards.channels.timetable import working_days_between
from paycards.clock import local_date
from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.figure import Figure, average
from paycards.store.tables.days import closed_days


def closing_figures(
    connection: Connection, council_id: int, month: Period, holidays: frozenset[dt.date]
) -> Iterator[Figure]:
    """The days that are closed, with the working days that it took; those still open; those opened again."""
    of_month = (closed_days.c.council_id == council_id) & closed_days.c.day.between(month.first, month.last)
    closed = select(closed_days.c.day, closed_days.c.closed_at).where(
        of_month, closed_days.c.reopened_at.is_(None)
    )
    took = [working_days_between(day, local_date(at), holidays) for day, at in connection.execute(closed)]
    again = select(func.count()).where(of_month, closed_days.c.reopened_at.is_not(None))
    yield Figure("days_to_close", "days closed", len(took), measure=average(sum(took), len(took)))
    yield Figure("days_to_close", "days not closed yet", month.last.day - len(took))
    yield Figure("days_to_close", "times a day was reopened", connection.execute(again).scalar_one())
