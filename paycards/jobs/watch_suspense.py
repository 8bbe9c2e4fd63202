"""Watch what waits in suspense: what grows too old is a problem of its council until it is placed."""

from __future__ import annotations

from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.reconcile.suspense.ages import watch_ages


def watch_suspense(visit: Visit) -> None:
    """Bring the problems of old suspense items up to date. Safe to run again at any moment."""
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        ids = seen.councils
    faults = Faults(visit, "suspense")
    for council in visit.settings.councils:
        council_id = ids.get(council.code)
        if council_id is not None:
            with (
                faults.apart(Concern("looking at the age of suspense", council_id, of=council.code)),
                visit.step(council_id, Permission.RUN_THE_NIGHT) as step,
            ):
                watch_ages(step, council, visit.today)
    faults.settle()
