"""End long work: done with what came of it, failed with the reason, or given back by a worker that stops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.work.running import Held, fail, finish, give_back

STOPPED = "The worker was stopped in the middle of it, as for a new version. It goes on with the next one."


def end_work(visit: Visit, held: Held, result: Mapping[str, object], at: dt.datetime) -> bool:
    """Say that it is done. False: another worker has taken it over."""
    with visit.unheld(Permission.DO_LONG_WORK) as connection:
        return finish(connection, held, result, at)


def fail_work(visit: Visit, held: Held, reason: str, at: dt.datetime) -> bool:
    """Say why it failed. False: another worker has taken it over."""
    with visit.unheld(Permission.DO_LONG_WORK) as connection:
        return fail(connection, held, reason, at)


def give_work_back(visit: Visit, held: Held) -> bool:
    """Let it wait for another worker. False: another worker has taken it over."""
    with visit.unheld(Permission.DO_LONG_WORK) as connection:
        return give_back(connection, held, STOPPED)
