"""Show a page of what waits in suspense."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import NotFound
from paycards.reconcile.subjects import ITEM, place_of
from paycards.reconcile.suspense.clock import clock_of
from paycards.reconcile.suspense.items import Item, items_by_id
from paycards.reconcile.suspense.listing import Key, Which, by_reason, chosen, counted, ids_after
from paycards.reconcile.suspense.reasons import WHY
from paycards.settings.suspense_ages import SuspenseAges
from paycards.store.tables.decisions import decision_subjects, decisions
from paycards.store.tables.suspense import suspense_items

MOST = 50
EVERY = Which()


@dataclass(frozen=True)
class ListedItem:
    """An open item; `owner` sees to it, decision `waits` is about it, 0: none."""

    item: Item
    label: str
    owner: str
    waits: int


@dataclass(frozen=True)
class ReasonCount:
    """How many open items have a reason."""

    code: str
    label: str
    items: int


@dataclass(frozen=True)
class SuspenseList:
    """Open items, oldest first. `count` and `pence` are of all that fit; `after` the key of the next page."""

    which: Which
    items: tuple[ListedItem, ...]
    count: int
    pence: int
    reasons: tuple[ReasonCount, ...]
    after: Key | None
    limits: SuspenseAges
    as_at: dt.datetime


def show_suspense(
    visit: Visit, council: str, which: Which = EVERY, *, after: Key | None = None, most: int = MOST
) -> SuspenseList:
    """Return a page of a council's open items. Raises NotFound for an unknown council or reason."""
    if which.reason and which.reason not in WHY:
        raise NotFound("reason", which.reason, choices=list(WHY))
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        clock, council_id = clock_of(visit.settings, visit.today), seen.council(council)
        limits = clock.limits.get(council, SuspenseAges())
        condition = chosen(council_id, which, limits, visit.today)
        count, pence = counted(seen.connection, condition)
        keys = ids_after(seen.connection, condition, after, most + 1)
        ids = [item_id for _, item_id in keys[:most]]
        beside = _beside(seen.connection, council_id, ids)
        return SuspenseList(
            which=which,
            items=tuple(_listed(item, *beside[item.id]) for item in items_by_id(seen, clock, ids)),
            count=count,
            pence=pence,
            reasons=tuple(
                ReasonCount(code, WHY[code].label, items)
                for code, items in by_reason(seen.connection, council_id)
            ),
            after=keys[most - 1] if len(keys) > most else None,
            limits=limits,
            as_at=visit.now,
        )


def _listed(item: Item, owner: str, waits: int) -> ListedItem:
    return ListedItem(item, WHY[item.reason].label, owner, waits)


def _beside(connection: Connection, council_id: int, ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """Who sees to each item, and the number of the decision that waits about it."""
    waiting = (
        (decision_subjects.c.council_id == council_id)
        & (decision_subjects.c.waiting == 1)
        & (decision_subjects.c.subject == place_of(ITEM, suspense_items))
    )
    query = (
        select(suspense_items.c.id, suspense_items.c.taken_by, decisions.c.number)
        .outerjoin(decision_subjects, waiting)
        .outerjoin(decisions, decisions.c.id == decision_subjects.c.decision_id)
        .where(suspense_items.c.id.in_(ids))
    )
    return {row.id: (row.taken_by or "", row.number or 0) for row in connection.execute(query)}
