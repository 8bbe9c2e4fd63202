"""Propose a decision: up to the tier one person's is applied at once, else it waits for a second person."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from sqlalchemy import func, insert, select

from paycards.access.installation import Installation
from paycards.decisions.decision import APPLIED, PROPOSED, Decision, Proposal, person_key, told_time
from paycards.decisions.listing import decision_numbered, first_waiting
from paycards.decisions.tier import needs_two
from paycards.errors import Stale
from paycards.settings.tiers import Tiers
from paycards.store.plain_text import plain
from paycards.store.step import Step
from paycards.store.tables.councils import councils
from paycards.store.tables.decisions import decision_subjects, decisions

# What a kind does when it is applied; it raises NotAllowed when that cannot be done any more.
Effect = Callable[[Step, Installation, Decision], None]
Effects = Mapping[str, Effect]


def decide(step: Step, installation: Installation, proposal: Proposal, effects: Effects) -> Decision:
    """Write a proposal down, and apply it at once where one person is enough.

    Raises Stale when a decision about the same waits already, and whatever its effect raises: then nothing
    is written.
    """
    require_free(step, proposal)
    two = needs_two(step, proposal, tiers_of(step, installation))
    decision = write(step, proposal, needs_two=two)
    if not two:
        effects[decision.kind](step, installation, decision)
    return decision


def tiers_of(step: Step, installation: Installation) -> Tiers:
    """The tiers of the step's council; a council that left the settings has the usual ones."""
    code = step.connection.execute(select(councils.c.code).where(councils.c.id == step.owner)).scalar_one()
    named = (council.tiers_pence for council in installation.settings.councils if council.code == code)
    return next(named, Tiers())


def write(step: Step, proposal: Proposal, *, needs_two: bool) -> Decision:
    """Write a decision down, in the books and in the trail; what it does is not done by this."""
    number = _next_number(step)
    _insert(step, proposal, number, needs_two=needs_two)
    step.record(
        "decision.proposed" if needs_two else "decision.made",
        proposal.subject,
        after={
            "number": number,
            "kind": proposal.kind,
            "amount_pence": proposal.amount_pence,
            "about": dict(proposal.about),
            "terms": dict(proposal.terms),
            "reason": proposal.reason,
        },
    )
    return decision_numbered(step, number)


def require_free(step: Step, proposal: Proposal) -> None:
    """Raise Stale when a decision about one of the things of a proposal waits already."""
    waiting = first_waiting(step, proposal.about)
    if waiting is not None:
        raise waits_already(waiting)


def waits_already(waiting: Decision) -> Stale:
    """What to raise where this decision stands in the way."""
    return Stale(
        f"{waiting.subject}: decision {waiting.decision} waits for a second person; {waiting.proposed_by}"
        f" proposed it at {told_time(waiting.proposed_at)}.",
        code="decision_waits",
        decision=waiting.decision,
        subject=waiting.subject,
        by=waiting.proposed_by,
        at=waiting.proposed_at.isoformat(),
    )


def _next_number(step: Step) -> int:
    query = select(func.coalesce(func.max(decisions.c.number), 0) + 1)
    return int(step.connection.execute(query.where(decisions.c.council_id == step.owner)).scalar_one())


def _insert(step: Step, proposal: Proposal, number: int, *, needs_two: bool) -> None:
    person = person_key(step.actor)
    new = insert(decisions).values(
        council_id=step.owner,
        number=number,
        kind=proposal.kind,
        subject=plain(proposal.subject),
        amount_pence=proposal.amount_pence,
        terms=json.dumps(proposal.terms, sort_keys=True, separators=(",", ":")),
        reason=plain(proposal.reason),
        needs_two=int(needs_two),
        state=PROPOSED if needs_two else APPLIED,
        proposed_by=plain(step.actor),
        proposer_key=person,
        proposed_at=step.at,
        decided_at=None if needs_two else step.at,
    )
    decision_id = step.connection.execute(new.returning(decisions.c.id)).scalar_one()
    of_all = {
        "decision_id": decision_id,
        "council_id": step.owner,
        "person_key": person,
        "waiting": int(needs_two),
    }
    rows = [of_all | {"subject": subject, "pence": pence} for subject, pence in proposal.about.items()]
    step.connection.execute(insert(decision_subjects), rows)
