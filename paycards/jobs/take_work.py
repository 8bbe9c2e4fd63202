"""Take the oldest long work that waits, for a worker to do."""

from __future__ import annotations

import datetime as dt

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.work.running import Held, anything_waits, take


def take_work(visit: Visit, worker: str, at: dt.datetime) -> Held | None:
    """Return what this worker holds from now on, or None. Nothing is written while nothing waits."""
    with visit.reading(may=Permission.DO_LONG_WORK) as seen:
        if not anything_waits(seen.connection):
            return None
    with visit.unheld(Permission.DO_LONG_WORK) as connection:
        return take(connection, worker, at)
