"""What people decided in the month, person by person: what they placed or settled, and what they undid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, case, cast, func, select

from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.figure import Figure, instants
from paycards.store.tables.decisions import decisions

UNDOING = (
    *("move", "unmatch", "return_to_supplier", "return_to_payer", "write_off", "take_back"),
    *("reject", "reopen_day", "correct_references"),
)
RETURN = "monthly_return"  # is no decision about money


def people_figures(connection: Connection, council_id: int, month: Period) -> Iterator[Figure]:
    """The decisions that were applied in the month, by who proposed them."""
    for row in connection.execute(_by_person(council_id, month)):
        did = "undid or gave up" if row.undoing else "decided"
        yield Figure("people", f"{row.who}, {did}", row.items, row.pence)


def _by_person(council_id: int, month: Period) -> Select[Any]:
    begins, ends = instants(month)
    undoing = case((decisions.c.kind.in_(UNDOING), 1), else_=0).label("undoing")
    applied = (
        select(decisions.c.proposer_key, decisions.c.proposed_by, undoing, decisions.c.amount_pence)
        .where(decisions.c.council_id == council_id, decisions.c.state == "applied")
        .where(decisions.c.decided_at >= begins, decisions.c.decided_at < ends, decisions.c.kind != RETURN)
        .subquery("applied")
    )
    pence = cast(func.sum(func.abs(applied.c.amount_pence)), BigInteger).label("pence")
    key = (applied.c.proposer_key, applied.c.undoing)
    who = func.min(applied.c.proposed_by).label("who")
    return select(who, applied.c.undoing, func.count().label("items"), pence).group_by(*key).order_by(*key)
