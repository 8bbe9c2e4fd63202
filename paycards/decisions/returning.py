"""Sign a monthly return: one person prepares it, which writes its figures down; another one reviews it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from paycards.access.installation import Installation
from paycards.decisions.decision import Decision, Proposal
from paycards.errors import NotAllowed
from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.figure import Figure
from paycards.reconcile.returns.people import RETURN
from paycards.store.plain_text import plain
from paycards.store.step import Step
from paycards.store.tables.decisions import decisions
from paycards.store.tables.returns import return_figures, signed_returns

FIGURE = [column.name for column in return_figures.c if not column.primary_key]


def proposed_return(month: Period, note: str) -> Proposal:
    """Propose to sign the return of a month."""
    return Proposal(
        kind=RETURN,
        subject=month.name,
        amount_pence=0,
        about={f"return:{month.name}": 0},
        terms={"month": month.name},
        reason=note,
    )


def require_unsigned(step: Step, month: str) -> None:
    """Raise NotAllowed when the return of this month is signed."""
    its = (signed_returns.c.council_id == step.owner) & (signed_returns.c.month == month)
    if step.connection.execute(select(signed_returns.c.month).where(its)).first() is not None:
        raise NotAllowed(f"The return of {month} is signed already.", code="return_signed", month=month)


def write_figures(step: Step, number: int, month: str, figures: Sequence[Sequence[Any]]) -> None:
    """Write the figures of a return down, with the decision that proposes it.

    `figures` are section, what, items, pence and measure of each.
    """
    decision_id = _id_of(step.connection, step.owner, number)
    rows = [
        {"decision_id": decision_id, "place": place} | dict(zip(FIGURE, figure, strict=True))
        for place, figure in enumerate(figures, start=1)
    ]
    step.connection.execute(insert(return_figures), rows)
    said = {"decision": number, "figures": [list(figure) for figure in figures]}
    step.record("return.prepared", month, after=said)


def as_written(figures: Sequence[Figure]) -> list[list[Any]]:
    """The figures as the table and the trail keep them."""
    return [[each.section, plain(each.what), each.items, each.pence, each.measure] for each in figures]


def apply_signature(step: Step, _installation: Installation, decision: Decision) -> None:
    """Sign the return as it was prepared. Raises NotAllowed when the month has a signed one."""
    require_unsigned(step, decision.terms["month"])
    write_signed(step, decision.decision, decision.terms["month"])


def write_signed(step: Step, number: int, month: str) -> None:
    """Write down that two people signed the return of a month."""
    decision_id = _id_of(step.connection, step.owner, number)
    signed = {"council_id": step.owner, "month": month, "decision_id": decision_id}
    step.connection.execute(insert(signed_returns).values(signed))
    step.record("return.signed", month, after={"decision": number})


def _id_of(connection: Connection, council_id: int | None, number: int) -> int:
    query = select(decisions.c.id).where(decisions.c.council_id == council_id, decisions.c.number == number)
    return int(connection.execute(query).scalar_one())
