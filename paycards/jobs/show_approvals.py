"""Show what waits for a second person, and what was decided of late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import PROPOSED, Decision, person_key
from paycards.decisions.kinds import kind_of
from paycards.decisions.listing import RECENT_DAYS, count_decisions, decisions_after
from paycards.decisions.one_person import keys_of

MOST = 50


@dataclass(frozen=True)
class Listed:
    """A decision; `does` says what it is to do, `mine` that the visitor proposed it."""

    decision: Decision
    does: str
    mine: bool


@dataclass(frozen=True)
class ApprovalList:
    """What waits, or what was decided in the last days, oldest first; `after` is the number to go on from."""

    decided: bool
    items: tuple[Listed, ...]
    waiting: int
    waiting_for_me: int
    recent: int
    after: int | None
    may_approve: bool
    as_at: dt.datetime


def show_approvals(
    visit: Visit, council: str, *, decided: bool = False, after: int = 0, most: int = MOST
) -> ApprovalList:
    """Return a page of a council's decisions. Raises NotFound for an unknown council."""
    since = visit.now - dt.timedelta(days=RECENT_DAYS)
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        mine = keys_of(seen.connection, visit.visitor.name)
        found = decisions_after(seen, since if decided else None, after=after, most=most + 1)
        counts = count_decisions(seen, since, visit.visitor.name)
        return ApprovalList(
            decided=decided,
            items=tuple(_listed(each, mine) for each in found[:most]),
            waiting=counts.waiting,
            waiting_for_me=counts.for_others,
            recent=counts.recent,
            after=found[most - 1].decision if len(found) > most else None,
            may_approve=Permission.APPROVE in visit.visitor.permissions,
            as_at=visit.now,
        )


def _listed(decision: Decision, mine: frozenset[str]) -> Listed:
    does = kind_of(decision.kind).does
    own = decision.state == PROPOSED and person_key(decision.proposed_by) in mine
    return Listed(decision, does, own)
