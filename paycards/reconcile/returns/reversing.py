"""Reversals by outlet: where payments were taken back most often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, cast, func, select

from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.figure import Figure, instants
from paycards.store.tables.councils import contracts
from paycards.store.tables.files import accepted_files
from paycards.store.tables.lines import duplicates, lines, same_line

MOST = 8  # outlets by name; the others together


def reversal_figures(connection: Connection, council_id: int, month: Period) -> Iterator[Figure]:
    """The outlets with most reversals, the others together, and all."""
    rows = connection.execute(_by_outlet(council_id, month)).all()
    for row in rows[:MOST]:
        yield Figure("reversals", f"{row.code}, outlet {row.outlet or 'not named'}", row.items, row.pence)
    for what, some in (("other outlets", rows[MOST:]), ("all", rows)):
        yield Figure("reversals", what, sum(row.items for row in some), sum(row.pence for row in some))


def _by_outlet(council_id: int, month: Period) -> Select[Any]:
    begins, ends = instants(month)
    items = func.count().label("items")
    pence = cast(func.sum(lines.c.amount_pence), BigInteger).label("pence")
    return (
        select(contracts.c.code, lines.c.outlet, items, pence)
        .select_from(
            accepted_files.join(contracts, contracts.c.id == accepted_files.c.contract_id)
            .join(lines, lines.c.file_id == accepted_files.c.file_id)
            .outerjoin(duplicates, same_line(duplicates, lines))
        )
        .where(contracts.c.council_id == council_id, lines.c.kind == "reversal")
        .where(accepted_files.c.accepted_at >= begins, accepted_files.c.accepted_at < ends)
        .where(duplicates.c.file_id.is_(None))
        .group_by(contracts.c.code, lines.c.outlet)
        .order_by(items.desc(), contracts.c.code, lines.c.outlet)
    )
