"""List what people decided about money, and what waits for a second person."""

from __future__ import annotations

import datetime as dt

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import STATES, Decision
from paycards.decisions.listing import RECENT_DAYS, decisions_seen
from paycards.errors import NotFound


def list_decisions(
    visit: Visit, *, council: str | None = None, state: str | None = None, old_too: bool = False
) -> list[Decision]:
    """Return what waits and what was decided of late, or all, oldest first. Raises NotFound.

    `council` is a council's code; `state` is one of STATES: then all of them, however old.
    """
    if state is not None and state not in STATES:
        raise NotFound("state", state, choices=STATES)
    since = None if old_too or state is not None else visit.now - dt.timedelta(days=RECENT_DAYS)
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        return decisions_seen(seen, since=since, state=state)
