"""Show one decision."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import Decision
from paycards.decisions.listing import decision_seen


def show_decision(visit: Visit, number: int, *, council: str | None = None) -> Decision:
    """Return a decision. Raises NotFound, and UsageError where two councils have one of this number."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        return decision_seen(seen, number)
