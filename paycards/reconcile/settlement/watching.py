"""Problems of dues: one that is late, and one of which more is settled than there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select

from paycards.access.contracts import ContractRow
from paycards.money import to_pounds
from paycards.reconcile.settlement.due import Due
from paycards.reconcile.settlement.listing import standings_of
from paycards.store.problems import Subject, was_dealt_with
from paycards.store.step import Step
from paycards.store.tables import problems

LATE, OVER_SETTLED = "late_due", "over_settled"


def watch(step: Step, contract: ContractRow, today: dt.date) -> None:
    """Open the problems of a contract's dues as they stand today, and close those that are none any more."""
    standings = standings_of(step.connection, contract, today)
    _bring_up(step, contract, LATE, [each.due for each in standings if each.is_overdue])
    _bring_up(step, contract, OVER_SETTLED, [each.due for each in standings if each.due.is_over_settled])


def _bring_up(step: Step, contract: ContractRow, kind: str, dues: Iterable[Due]) -> None:
    wanted = {due.key: due for due in dues}
    for key in _open_subjects(step, contract, kind) - wanted.keys():
        step.close_problem(kind, key, contract_id=contract.id, note="it is so no longer")
    for key, due in wanted.items():
        if not was_dealt_with(step.connection, Subject(kind, key, contract.id)):
            step.open_problem(kind, key, contract_id=contract.id, **_facts(due))


def _facts(due: Due) -> dict[str, object]:
    pounds = to_pounds(abs(due.outstanding_pence), thousands=True)
    return {"contract": due.contract, "due": due.key, "day": f"{due.due_on:%d %B %Y}", "pounds": pounds}


def _open_subjects(step: Step, contract: ContractRow, kind: str) -> set[str]:
    query = select(problems.c.subject).where(
        problems.c.contract_id == contract.id, problems.c.kind == kind, problems.c.closed_at.is_(None)
    )
    return set(step.connection.execute(query).scalars())
