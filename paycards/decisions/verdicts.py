"""What becomes of a decision that waits: another person approves or refuses it, or its own withdraws it."""

from __future__ import annotations

from sqlalchemy import select, update

from paycards.access.installation import Installation
from paycards.decisions.decision import APPLIED, PROPOSED, REFUSED, WITHDRAWN, Decision, person_key, told_time
from paycards.decisions.listing import decision_numbered
from paycards.decisions.one_person import keys_of
from paycards.decisions.propose import Effects
from paycards.errors import FileRefused, NotAllowed, Stale
from paycards.store.plain_text import plain
from paycards.store.step import Step
from paycards.store.tables.decisions import decision_subjects, decisions


def approve(step: Step, installation: Installation, number: int, note: str, effects: Effects) -> Decision:
    """Approve a decision of somebody else, and do what it says.

    Raises NotFound, Stale when it waits no longer, NotAllowed for one's own, and when what was proposed
    cannot be done any more: then the decision goes on waiting.
    """
    decision = settle(step, number, APPLIED, note)
    try:
        effects[decision.kind](step, installation, decision)
    except (NotAllowed, FileRefused) as error:
        raise NotAllowed(
            f"Decision {number} cannot be applied any more, and still waits: {error}",
            code="decision_outdated",
            decision=number,
            why=str(error),
        ) from error
    return decision


def settle(step: Step, number: int, state: str, note: str) -> Decision:
    """Give a waiting decision its verdict, which stands in its state; what it does is not done by this."""
    decision = decision_numbered(step, number)
    _require_waiting(decision)
    _require_right_person(step, decision, state)
    return settle_again(step, number, state, note)


def settle_again(step: Step, number: int, state: str, note: str) -> Decision:
    """Give it the verdict of a person who was the right one then. Raises NotFound, and Stale."""
    decision = decision_numbered(step, number)
    _require_waiting(decision)
    _write(step, number, state, note)
    step.record(
        f"decision.{'approved' if state == APPLIED else state}",
        decision.subject,
        before={"state": PROPOSED, "proposed_by": decision.proposed_by},
        after={"number": number, "kind": decision.kind, "state": state, "note": note},
    )
    return decision_numbered(step, number)


def _write(step: Step, number: int, state: str, note: str) -> None:
    this = (decisions.c.council_id == step.owner) & (decisions.c.number == number)
    verdict = {
        "state": state,
        "decided_by": plain(step.actor),
        "decider_key": person_key(step.actor),
        "decided_at": step.at,
        "decided_reason": plain(note),
    }
    step.connection.execute(update(decisions).where(this).values(verdict))
    its = decision_subjects.c.decision_id == select(decisions.c.id).where(this).scalar_subquery()
    step.connection.execute(update(decision_subjects).where(its).values(waiting=0))


def _require_waiting(decision: Decision) -> None:
    if decision.state != PROPOSED:
        by = decision.decided_by or decision.proposed_by
        raise Stale(
            f"Decision {decision.decision} was {decision.state} by {by} at {told_time(decision.decided_at)}.",
            code="decision_settled",
            decision=decision.decision,
            state=decision.state,
            by=by,
            at=str(decision.decided_at),
        )


def _require_right_person(step: Step, decision: Decision, state: str) -> None:
    is_own = person_key(decision.proposed_by) in keys_of(step.connection, step.actor)
    if state == WITHDRAWN and not is_own:
        raise NotAllowed(
            f"Decision {decision.decision} is {decision.proposed_by}'s: only who proposed it withdraws it.",
            code="not_own_decision",
            decision=decision.decision,
            by=decision.proposed_by,
        )
    if state in (APPLIED, REFUSED) and is_own:
        raise NotAllowed(
            f"Decision {decision.decision} is {decision.proposed_by}'s own: another person decides it.",
            code="own_decision",
            decision=decision.decision,
            by=decision.proposed_by,
        )
