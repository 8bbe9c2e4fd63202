"""Approve what somebody else proposed, and do it."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import Decision
from paycards.decisions.listing import decision_seen
from paycards.decisions.verdicts import approve
from paycards.jobs.every_effect import EVERY_EFFECT


def approve_decision(visit: Visit, number: int, *, council: str | None = None, note: str = "") -> Decision:
    """Apply a decision that waits, in one transaction.

    Raises NotFound, UsageError where two councils have one of this number, Stale when it waits no longer,
    NotAllowed for one's own, and when it cannot be applied any more: then it goes on waiting.
    """
    with visit.reading(council, may=Permission.APPROVE) as seen:
        council_id = seen.council(decision_seen(seen, number, to_decide=True).council)
    with visit.step(council_id, Permission.APPROVE) as step:
        return approve(step, visit.installation, number, note.strip(), EVERY_EFFECT)
