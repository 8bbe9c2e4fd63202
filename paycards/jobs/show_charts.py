"""Show charts: what came in, how long it took to come, and how old what waits in suspense is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.clock import ONE_DAY
from paycards.reconcile.charts import Bar, DayBar, delay, intake, suspense_ages

DAYS = 28


@dataclass(frozen=True)
class ChartsPage:
    """The last days, today with them; every chart has its table."""

    council: str
    as_at: dt.datetime
    first: dt.date
    last: dt.date
    intake: tuple[DayBar, ...]
    delay: tuple[Bar, ...]
    suspense: tuple[Bar, ...]


def show_charts(visit: Visit, council: str) -> ChartsPage:
    """Return the figures of the last four weeks. Raises NotFound."""
    first, last = visit.today - ONE_DAY * (DAYS - 1), visit.today
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        connection, council_id = seen.connection, seen.council(council)
        return ChartsPage(
            council=council,
            as_at=visit.now,
            first=first,
            last=last,
            intake=intake(connection, council_id, first, last),
            delay=delay(connection, council_id, first, last),
            suspense=suspense_ages(connection, council_id, visit.today),
        )
