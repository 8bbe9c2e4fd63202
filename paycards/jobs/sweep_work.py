"""Settle work whose worker is gone: let it run again, or say that it failed and why."""

from __future__ import annotations

import datetime as dt

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.work.sweeping import sweep


def sweep_work(visit: Visit, at: dt.datetime, *, all_of_them: bool = False) -> int:
    """Return how much work ran without a worker; `all_of_them` where no other worker can be."""
    with visit.unheld(Permission.DO_LONG_WORK) as connection:
        return sweep(connection, at, all_of_them=all_of_them)
