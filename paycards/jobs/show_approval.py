"""Show one decision: what it changes field by field, who proposed it and why, and who decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.changes import Change, changes_of
from paycards.decisions.decision import PROPOSED, Decision, person_key
from paycards.decisions.kinds import kind_of
from paycards.decisions.listing import decision_seen, decisions_after
from paycards.decisions.one_person import keys_of
from paycards.decisions.unchanged import done


@dataclass(frozen=True)
class ApprovalPage:
    """A decision with what it changes. `next_id` is the next one that waits for the visitor, None: none.

    `ended` says who decided it and when, empty while it waits.
    """

    decision: Decision
    does: str
    changes: tuple[Change, ...]
    mine: bool
    may_approve: bool
    ended: str
    next_id: int | None
    as_at: dt.datetime

    @property
    def waits(self) -> bool:
        """Tell whether it waits for a second person."""
        return self.decision.state == PROPOSED

    @property
    def can_decide(self) -> bool:
        """Tell whether the visitor may approve or refuse it."""
        return self.waits and self.may_approve and not self.mine


def show_approval(visit: Visit, council: str, number: int) -> ApprovalPage:
    """Return a decision of a council by its number. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        decision = decision_seen(seen, number)
        mine = keys_of(seen.connection, visit.visitor.name)
        waiting = decisions_after(seen, None, after=0, most=50)
        others = [each.decision for each in waiting if person_key(each.proposed_by) not in mine]
        return ApprovalPage(
            decision=decision,
            does=kind_of(decision.kind).does,
            changes=tuple(changes_of(seen.connection, seen.council(council), decision)),
            mine=person_key(decision.proposed_by) in mine,
            may_approve=Permission.APPROVE in visit.visitor.permissions,
            ended="" if decision.state == PROPOSED else done(decision),
            next_id=next((each for each in others if each != number), None),
            as_at=visit.now,
        )
