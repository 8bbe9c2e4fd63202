"""Whether a proposal needs a second person: by its kind, or by how much one person decides with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from paycards.decisions.decision import APPLIED, Proposal, person_key
from paycards.decisions.kinds import ALWAYS, kind_of
from paycards.decisions.one_person import keys_of
from paycards.settings.tiers import Tiers
from paycards.store.step import Step
from paycards.store.sums import whole_sum
from paycards.store.tables.decisions import decision_subjects, decisions


class Person(NamedTuple):
    """Somebody at a council, by the name as names are compared."""

    council_id: int
    key: str


def needs_two(step: Step, proposal: Proposal, tiers: Tiers) -> bool:
    """Tell whether the person of this step cannot decide it alone. Exactly the tier is still one person's."""
    if proposal.always_two:
        return True
    person = Person(step.owner, person_key(step.actor))
    return person_needs_two(step.connection, person, proposal.kind, proposal.about, tiers)


def person_needs_two(
    connection: Connection, person: Person, kind: str, about: Mapping[str, int], tiers: Tiers
) -> bool:
    """Tell the same before it is proposed; `about` as in a proposal."""
    if kind_of(kind).second_person == ALWAYS:
        return True
    return _decided_before(connection, person, about) + sum(about.values()) > tiers.of(kind)


def _decided_before(connection: Connection, person: Person, about: Mapping[str, int]) -> int:
    """What the person has decided about the same things before, in pence without sign."""
    query = (
        select(whole_sum(decision_subjects.c.pence))
        .join(decisions, decisions.c.id == decision_subjects.c.decision_id)
        .where(
            decision_subjects.c.council_id == person.council_id,
            decision_subjects.c.subject.in_(about),
            decision_subjects.c.person_key.in_(keys_of(connection, person.key)),
            decisions.c.state == APPLIED,
        )
    )
    return int(connection.execute(query).scalar_one())
