"""What verify compares of decisions: what was proposed, who decided, and what each is about.

Notes on suspense items and corrected references stand here too.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from paycards.store.tables.corrections import corrected_cards, corrected_references
from paycards.store.tables.decisions import decision_subjects, decisions
from paycards.store.tables.ledger import ledger_accounts
from paycards.store.tables.suspense import suspense_notes
from paycards.verify.check import Check, columns_of


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


def _corrected_references(council_id: int) -> Select[Any]:
    """The corrections, with the names of the accounts for their ids."""
    wrong, right = ledger_accounts.alias("wrong_account"), ledger_accounts.alias("account")
    this = corrected_references.c
    return (
        select(this.number, this.row_no, this.wrong, this.normalised, decisions.c.number.label("decision"))
        .add_columns(wrong.c.name.label("wrong_account"), right.c.name.label("account"))
        .join(decisions, decisions.c.id == this.decision_id)
        .outerjoin(wrong, wrong.c.id == this.wrong_account_id)
        .outerjoin(right, right.c.id == this.account_id)
        .where(this.council_id == council_id)
    )


def _corrected_cards(council_id: int) -> Select[Any]:
    told = columns_of(corrected_cards, without=("council_id",))
    return select(*told).where(corrected_cards.c.council_id == council_id)


DECISION_CHECKS = (
    Check("decision", 1, _decisions),
    Check("decision subject", 2, _subjects),
    Check("suspense note", 3, _notes),
    Check("corrected reference", 1, _corrected_references),
    Check("corrected card", 2, _corrected_cards),
)
