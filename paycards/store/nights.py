"""Which night was run to its end: a day on which nothing came is told from one that was never looked at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from paycards.store.step import Step
from paycards.store.tables.councils import councils


@dataclass(frozen=True)
class LastNight:
    """The newest night that ended for a council, by its London date, and when; None before the first."""

    night: dt.date | None
    ended_at: dt.datetime | None


def note_night(step: Step) -> None:
    """Write down that the night of the step's day ended. An older night than the newest changes nothing."""
    newest = last_night(step.connection, step.owner).night
    if newest is None or newest <= step.today:
        this = update(councils).where(councils.c.id == step.owner)
        step.connection.execute(this.values(last_night=step.today, last_night_at=step.at))


def last_night(connection: Connection, council_id: int) -> LastNight:
    """Return the newest night that ended for a council."""
    query = select(councils.c.last_night, councils.c.last_night_at).where(councils.c.id == council_id)
    return LastNight(*connection.execute(query).one())
