"""Show the days of a council, newest first: which are closed, by whom, with how many exceptions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.clock import ONE_DAY
from paycards.decisions.closing_days import next_to_close
from paycards.decisions.day_list import Day, days_of
from paycards.ledger.days import newest_closed

PAGE = 31


@dataclass(frozen=True)
class ProofDays:
    """A page of days before a day, newest first. `next` is that of the next page."""

    council: str
    as_at: dt.datetime
    yesterday: dt.date
    agreed_until: dt.date | None
    next_to_close: dt.date | None
    days: tuple[Day, ...]
    total: int
    before: dt.date | None
    next: dt.date | None


def show_proof_days(visit: Visit, council: str, *, before: dt.date | None = None) -> ProofDays:
    """Return the days from a council's first file to yesterday, those before a day if one is given."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        council_id = seen.council(council)
        days = days_of(seen.connection, council, council_id, visit.today)
        closed, due = newest_closed(seen.connection, council_id), next_to_close(seen.connection, council_id)
    page = [day for day in reversed(days) if before is None or day.date < before]
    return ProofDays(
        council=council,
        as_at=visit.now,
        yesterday=visit.today - ONE_DAY,
        agreed_until=closed,
        next_to_close=due,
        days=tuple(page[:PAGE]),
        total=len(days),
        before=before,
        next=page[PAGE - 1].date if len(page) > PAGE else None,
    )
