"""Decisions as people see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, literal_column, or_, select

from paycards.access.reading import Reading
from paycards.decisions.decision import PROPOSED, Decision, decision_of
from paycards.decisions.one_person import keys_of
from paycards.errors import NotFound, UsageError, listed
from paycards.parts import in_parts
from paycards.store.step import Step
from paycards.store.tables.councils import councils
from paycards.store.tables.decisions import decision_subjects, decisions

RECENT_DAYS = 7


def decisions_seen(
    seen: Reading, *, since: dt.datetime | None = None, state: str | None = None
) -> list[Decision]:
    """Return decisions, oldest first: all, or those that wait or came to their end `since` an instant."""
    query = _DECISIONS.where(seen.covers(decisions.c.council_id)).order_by(decisions.c.id)
    if since is not None:
        query = query.where(or_(decisions.c.decided_at.is_(None), decisions.c.decided_at >= since))
    if state is not None:
        query = query.where(decisions.c.state == state)
    return [decision_of(row) for row in seen.connection.execute(query)]


@dataclass(frozen=True)
class Counts:
    """How many decisions wait, how many of them somebody else proposed, and how many were decided of late."""

    waiting: int
    for_others: int
    recent: int


def decisions_after(seen: Reading, since: dt.datetime | None, *, after: int, most: int) -> list[Decision]:
    """Return the next decisions of the council seen, by number: those that wait, or were decided `since`."""
    fits = decisions.c.state == PROPOSED if since is None else decisions.c.decided_at >= since
    query = _DECISIONS.where(seen.covers(decisions.c.council_id), fits, decisions.c.number > after)
    rows = seen.connection.execute(query.order_by(decisions.c.number).limit(most))
    return [decision_of(row) for row in rows]


def count_decisions(seen: Reading, since: dt.datetime, name: str) -> Counts:
    """Count the decisions of the council seen; `name` is one that the person who asks bears."""
    waits, own = decisions.c.state == PROPOSED, keys_of(seen.connection, name)
    query = select(
        func.count(case((waits, 1))),
        func.count(case((and_(waits, decisions.c.proposer_key.not_in(own)), 1))),
        func.count(case((decisions.c.decided_at >= since, 1))),
    ).where(seen.covers(decisions.c.council_id))
    return Counts(*seen.connection.execute(query).one())


def decisions_about(seen: Reading, council_id: int, subject: str) -> list[Decision]:
    """Return the decisions about one thing, oldest first."""
    query = _about(council_id, [subject]).order_by(decisions.c.number)
    return [decision_of(row) for row in seen.connection.execute(query)]


def decisions_on_day(seen: Reading, council_id: int, day: dt.date) -> list[Decision]:
    """Return the exceptions and the re-openings of a council's day, whatever became of them, oldest first."""
    query = _DECISIONS.where(
        decisions.c.council_id == council_id,
        decisions.c.kind.in_(("sign_exception", "reopen_day")),
        or_(decisions.c.subject == f"{day}", decisions.c.subject.startswith(f"{day} ")),
    )
    return [decision_of(row) for row in seen.connection.execute(query.order_by(decisions.c.number))]


def decisions_on(step: Step, subject: str) -> list[Decision]:
    """Return the decisions of the step's own council about one thing, oldest first."""
    query = _about(step.owner, [subject]).order_by(decisions.c.number)
    return [decision_of(row) for row in step.connection.execute(query)]


def decision_seen(seen: Reading, number: int, *, to_decide: bool = False) -> Decision:
    """Return the one decision of this number; where it is `to_decide`, of several the only one that waits.

    Raises NotFound, or UsageError where two councils have one.
    """
    query = _DECISIONS.where(decisions.c.number == number, seen.covers(decisions.c.council_id))
    found = [decision_of(row) for row in seen.connection.execute(query.order_by(councils.c.code))]
    if not found:
        raise NotFound("decision", number)
    waiting = [each for each in found if each.state == PROPOSED]
    if to_decide and len(waiting) == 1:
        return waiting[0]
    if len(found) > 1:
        codes = listed([each.council for each in found])
        raise UsageError(
            f"More than one council has a decision {number}: {codes}.",
            code="ambiguous_decision",
            number=number,
            choices=codes,
        )
    return found[0]


def decision_numbered(step: Step, number: int) -> Decision:
    """Return a decision of the step's own council. Raises NotFound."""
    query = _DECISIONS.where(decisions.c.council_id == step.owner, decisions.c.number == number)
    row = step.connection.execute(query).first()
    if row is None:
        raise NotFound("decision", number)
    return decision_of(row)


def first_waiting(step: Step, subjects: Iterable[str]) -> Decision | None:
    """Return the decision that waits about one of these, if there is one."""
    for some in in_parts(list(subjects)):
        query = _about(step.owner, some).where(decision_subjects.c.waiting == literal_column("1"))
        row = step.connection.execute(query.order_by(decisions.c.number).limit(1)).first()
        if row is not None:
            return decision_of(row)
    return None


_DECISIONS: Select[Any] = select(
    councils.c.code.label("council"),
    decisions.c.number.label("decision"),
    *(decisions.c[name] for name in list(Decision.__dataclass_fields__)[2:]),
).join(councils, councils.c.id == decisions.c.council_id)


def _about(council_id: int, subjects: Iterable[str]) -> Select[Any]:
    return _DECISIONS.join(decision_subjects, decision_subjects.c.decision_id == decisions.c.id).where(
        decision_subjects.c.council_id == council_id, decision_subjects.c.subject.in_(list(subjects))
    )
