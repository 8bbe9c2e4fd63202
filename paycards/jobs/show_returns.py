"""Show the months of a council that are over, newest first, and how far the return of each is signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.clock import ONE_DAY
from paycards.decisions.closing_days import first_day
from paycards.decisions.returns_made import states_of
from paycards.reconcile.returns.monthly_return import DRAFT

MOST = 36  # months


@dataclass(frozen=True)
class MonthState:
    """A month by its first day, and its return: draft, prepared or signed."""

    first: dt.date
    state: str


@dataclass(frozen=True)
class ReturnsPage:
    """The months since a council's first file, at most three years."""

    council: str
    as_at: dt.datetime
    months: tuple[MonthState, ...]


def show_returns(visit: Visit, council: str) -> ReturnsPage:
    """Return the months. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        council_id = seen.council(council)
        began = first_day(seen.connection, council_id)
        states = states_of(seen.connection, council_id)
    months = list(_months(began, visit.today)) if began else []
    found = [MonthState(first, states.get(f"{first:%Y-%m}", DRAFT)) for first in months[:MOST]]
    return ReturnsPage(council, visit.now, tuple(found))


def _months(began: dt.date, today: dt.date) -> Iterator[dt.date]:
    """The first days of the months that are over, newest first."""
    first = (today.replace(day=1) - ONE_DAY).replace(day=1)
    while first >= began.replace(day=1):
        yield first
        first = (first - ONE_DAY).replace(day=1)
