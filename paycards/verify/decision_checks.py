"""What verify compares of decisions: what was proposed, who decided, what each is about; and notes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from paycards.store.tables import decision_subjects, decisions, suspense_notes
from paycards.verify.compare_books import Check, columns_of


def _decisions(council_id: int) -> Select[Any]:
    """The decisions by their numbers. Reasons are a person's own words, and are not shown."""
    told = columns_of(decisions, without=("id", "council_id", "number", "reason"))
    reason = decisions.c.reason.label("proposed_reason")
    return select(decisions.c.number, *told, reason).where(decisions.c.council_id == council_id)


def _subjects(council_id: int) -> Select[Any]:
    told = columns_of(decision_subjects, without=("decision_id", "subject", "council_id"))
    return (
        select(decisions.c.number.label("decision"), decision_subjects.c.subject, *told)
        .join(decisions, decisions.c.id == decision_subjects.c.decision_id)
        .where(decision_subjects.c.council_id == council_id)
    )


def _notes(council_id: int) -> Select[Any]:
    told = columns_of(suspense_notes, without=("council_id",))
    return select(*told).where(suspense_notes.c.council_id == council_id)


DECISION_CHECKS = (
    Check("decision", 1, _decisions),
    Check("decision subject", 2, _subjects),
    Check("suspense note", 3, _notes),
)
