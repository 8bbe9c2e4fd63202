"""The items in suspense at the end of the month, by standing and age."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, cast, func, or_, select

from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.figure import Figure, oldest
from paycards.reconcile.suspense.standing import STANDINGS, standing
from paycards.store.sums import whole_sum
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.suspense import suspense_items

AGES = ((0, 7), (8, 30), (31, 90), (91, 10**6))  # days, from and to


def suspense_figures(connection: Connection, council_id: int, month: Period) -> Iterator[Figure]:
    """Each standing in each band of ages, and all of it."""
    rows = [
        ((month.last - row.since).days, row) for row in connection.execute(_waiting(council_id, month)).all()
    ]
    for stands in STANDINGS:
        for least, most in AGES:
            band = [(age, row) for age, row in rows if row.stands == stands and least <= age <= most]
            said = f"{least} to {most} days" if most < 10**6 else f"more than {least - 1} days"
            yield _figure(f"{stands}, {said}", band)
    yield _figure("all", rows)
    for what, day in (("came in the month", suspense_items.c.since), ("left", suspense_items.c.closed_on)):
        moved = connection.execute(_moved(council_id, day, month)).one()
        yield Figure("suspense", what, moved.items, moved.pence)


def _figure(what: str, band: list[tuple[int, Any]]) -> Figure:
    items, pence = (sum(getattr(row, name) for _, row in band) for name in ("items", "pence"))
    return Figure("suspense", what, items, pence, oldest(age for age, _ in band))


def _moved(council_id: int, day: ColumnElement[dt.date], month: Period) -> Select[int, int]:
    """What came, or what was placed or settled, on the days of the month."""
    of_month = day.between(month.first, month.last)
    return (
        select(func.count().label("items"), whole_sum(lines.c.amount_pence).label("pence"))
        .select_from(suspense_items.join(lines, same_line(lines, suspense_items)))
        .where(suspense_items.c.council_id == council_id, of_month)
    )


def _waiting(council_id: int, month: Period) -> Select[Any]:
    """What was open at the end of the month, by standing and day."""
    was_open = or_(suspense_items.c.closed_on.is_(None), suspense_items.c.closed_on > month.last)
    waiting = (
        select(standing().label("stands"), suspense_items.c.since, lines.c.amount_pence)
        .join(lines, same_line(lines, suspense_items))
        .where(suspense_items.c.council_id == council_id, suspense_items.c.since <= month.last, was_open)
        .subquery("was_waiting")
    )
    pence = cast(func.sum(waiting.c.amount_pence), BigInteger).label("pence")
    return select(waiting.c.stands, waiting.c.since, func.count().label("items"), pence).group_by(
        waiting.c.stands, waiting.c.since
    )
