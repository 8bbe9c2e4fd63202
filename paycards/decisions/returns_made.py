"""The return of a month as it was prepared, if it was: waiting for its review, or signed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.decisions.decision import APPLIED, PROPOSED
from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.figure import Figure
from paycards.reconcile.returns.monthly_return import PREPARED, SIGNED, MonthlyReturn
from paycards.reconcile.returns.people import RETURN
from paycards.settings.council import Council
from paycards.store.tables.decisions import decisions
from paycards.store.tables.returns import return_figures


def return_made(
    connection: Connection, council: Council, council_id: int, month: Period
) -> MonthlyReturn | None:
    """Return what stands for a month: one at most waits or is signed; None where nobody prepared one."""
    made = decisions.c.state.in_((PROPOSED, APPLIED))
    its = (decisions.c.council_id == council_id) & (decisions.c.kind == RETURN)
    query = select(decisions).where(its, made, decisions.c.subject == month.name)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return MonthlyReturn(
        council=council.code,
        name=council.name,
        month=month,
        figures=_figures(connection, row),
        state=SIGNED if row.state == APPLIED else PREPARED,
        decision=row.number,
        prepared_by=row.proposed_by,
        prepared_at=row.proposed_at,
        reviewed_by=row.decided_by or "",
        reviewed_at=row.decided_at,
    )


def states_of(connection: Connection, council_id: int) -> dict[str, str]:
    """Return how far each month's return is signed, by the month's name, of those that somebody prepared."""
    query = select(decisions.c.subject, decisions.c.state).where(
        decisions.c.council_id == council_id,
        decisions.c.kind == RETURN,
        decisions.c.state.in_((PROPOSED, APPLIED)),
    )
    return {month: SIGNED if state == APPLIED else PREPARED for month, state in connection.execute(query)}


def _figures(connection: Connection, row: Row[Any]) -> list[Figure]:
    told = [column for column in return_figures.c if not column.primary_key]
    query = select(*told).where(return_figures.c.decision_id == row.id).order_by(return_figures.c.place)
    return [Figure(*each) for each in connection.execute(query)]
