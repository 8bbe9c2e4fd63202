"""Refuse what somebody else proposed."""

from __future__ import annotations

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import REFUSED, Decision
from paycards.decisions.listing import decision_seen
from paycards.decisions.verdicts import settle


def refuse_decision(visit: Visit, number: int, *, note: str, council: str | None = None) -> Decision:
    """Refuse a decision that waits, for a reason; nothing is done.

    Raises Invalid for an empty note, NotFound, UsageError where two councils have one of this number, Stale
    when it waits no longer, and NotAllowed for one's own.
    """
    note = checked_note(note)
    with visit.reading(council, may=Permission.APPROVE) as seen:
        council_id = seen.council(decision_seen(seen, number, to_decide=True).council)
    with visit.step(council_id, Permission.APPROVE) as step:
        return settle(step, number, REFUSED, note)
