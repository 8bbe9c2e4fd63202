"""Whether a proposal needs a second person: by its kind, or by how much one person decides with it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from paycards.decisions.decision import APPLIED, Proposal, person_key
from paycards.decisions.kinds import ALWAYS, kind_of
from paycards.settings.tiers import Tiers
from paycards.store.step import Step
from paycards.store.sums import whole_sum
from paycards.store.tables import decision_subjects, decisions


def needs_two(step: Step, proposal: Proposal, tiers: Tiers) -> bool:
    """Tell whether the person of this step cannot decide it alone. Exactly the tier is still one person's."""
    if proposal.always_two or kind_of(proposal.kind).second_person == ALWAYS:
        return True
    before = _decided_before(step.connection, step.owner, proposal, person_key(step.actor))
    return before + sum(proposal.about.values()) > tiers.of(proposal.kind)


def _decided_before(connection: Connection, council_id: int, proposal: Proposal, person: str) -> int:
    """What the person has decided about the same things before, in pence without sign."""
    query = (
        select(whole_sum(decision_subjects.c.pence))
        .join(decisions, decisions.c.id == decision_subjects.c.decision_id)
        .where(
            decision_subjects.c.council_id == council_id,
            decision_subjects.c.subject.in_(proposal.about),
            decision_subjects.c.person_key == person,
            decisions.c.state == APPLIED,
        )
    )
    return int(connection.execute(query).scalar_one())
