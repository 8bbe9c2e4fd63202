"""Show one decision, and what it changes."""

from __future__ import annotations

from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.changes import Change, changes_of
from paycards.decisions.decision import Decision
from paycards.decisions.listing import decision_seen


@dataclass(frozen=True)
class ShownDecision:
    """A decision, and what it changes, field by field."""

    decision: Decision
    changes: tuple[Change, ...]


def show_decision(visit: Visit, number: int, *, council: str | None = None) -> ShownDecision:
    """Return a decision. Raises NotFound, and UsageError where two councils have one of this number."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        decision = decision_seen(seen, number)
        changes = changes_of(seen.connection, seen.council(decision.council), decision)
        return ShownDecision(decision, tuple(changes))
