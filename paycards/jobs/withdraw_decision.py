"""Withdraw what one proposed oneself."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import WITHDRAWN, Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.listing import decision_seen
from paycards.decisions.verdicts import settle


def withdraw_decision(visit: Visit, number: int, *, council: str | None = None, note: str = "") -> Decision:
    """Withdraw a decision that waits; nothing is done.

    Raises NotFound, UsageError where two councils have one of this number, Stale when it waits no longer,
    and NotAllowed for one that somebody else proposed.
    """
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        found = decision_seen(seen, number, to_decide=True)
    with visit.step(seen.council(found.council), kind_of(found.kind).permission) as step:
        return settle(step, number, WITHDRAWN, note.strip())
