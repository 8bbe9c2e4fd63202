"""Problems that are found anew each night: opened, brought up to date, and closed when they hold no more."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from paycards.access.contracts import ContractRow
from paycards.store.plain_text import key
from paycards.store.problems import Subject, was_dealt_with
from paycards.store.step import Step
from paycards.store.tables import problems

UNAPPLIED, GAVE_UP = "unapplied", "matching_gave_up"

Facts = Mapping[str, object]


def keep_open(step: Step, contract: ContractRow, kind: str, wanted: Mapping[str, Facts], note: str) -> None:
    """Have exactly these problems of a kind open for a contract, but for those that a person closed."""
    for subject in sorted(_open(step, contract, kind) - set(map(key, wanted))):
        step.close_problem(kind, subject, contract_id=contract.id, note=note)
    for subject, facts in wanted.items():
        if not was_dealt_with(step.connection, Subject(kind, subject, contract.id)):
            step.open_problem(kind, subject, contract_id=contract.id, contract=contract.terms.code, **facts)


def _open(step: Step, contract: ContractRow, kind: str) -> set[str]:
    query = select(problems.c.subject).where(
        problems.c.contract_id == contract.id, problems.c.kind == kind, problems.c.closed_at.is_(None)
    )
    return set(step.connection.execute(query).scalars())


def explained(step: Step, contract: ContractRow, place: tuple[int, int]) -> None:
    """Close what is open of an entry that a person has just explained."""
    for kind in (UNAPPLIED, GAVE_UP):
        step.close_problem(kind, subject_of(place), contract_id=contract.id, note="a person explained it")


def subject_of(place: tuple[int, int]) -> str:
    """Name an entry in a problem: other files may bear the same name."""
    return f"entry {place[0]}:{place[1]}"
