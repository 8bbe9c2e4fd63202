"""Show a suspense item with the others that could be posted together with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, case, or_, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.jobs.show_item import ItemPage, show_item
from paycards.reconcile.subjects import ITEM, waits
from paycards.reconcile.suspense.clock import clock_of
from paycards.reconcile.suspense.items import Item, find_item, items_by_id
from paycards.reconcile.suspense.reasons import WHY
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.suspense import suspense_items

MOST = 50


@dataclass(frozen=True)
class Beside:
    """Another open item; `same` says what it has in common with the one that is looked at, if anything."""

    item: Item
    label: str
    same: str


@dataclass(frozen=True)
class CombinePage:
    """An item and the others, those with its card or reference first."""

    page: ItemPage
    others: tuple[Beside, ...]


def show_combining(visit: Visit, council: str, item_id: int) -> CombinePage:
    """Return an item of a council with at most 50 others that are free. Raises NotFound."""
    page = show_item(visit, council, item_id)
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        row = find_item(seen, item_id)
        same = _others(seen.connection, row.council_id, row)
        found = items_by_id(seen, clock_of(visit.settings, visit.today), list(same))
        return CombinePage(page, tuple(Beside(each, WHY[each.reason].label, same[each.id]) for each in found))


def _others(connection: Connection, council_id: int, row: Row[Any]) -> dict[int, str]:
    """The ids of the others, in the order in which they are shown, with what each has in common."""
    card = and_(lines.c.card_number == row.card_number, lines.c.card_number != "")
    reference = and_(lines.c.client_reference == row.client_reference, lines.c.client_reference != "")
    same = case((card, "same card"), (reference, "same reference"), else_="")
    query = (
        select(suspense_items.c.id, same.label("same"))
        .join(lines, same_line(lines, suspense_items))
        .where(suspense_items.c.council_id == council_id, suspense_items.c.state == "open")
        .where(suspense_items.c.id != row.id, ~waits(ITEM, suspense_items))
        .order_by(case((or_(card, reference), 0), else_=1), suspense_items.c.since, suspense_items.c.id)
    )
    return {each.id: each.same for each in connection.execute(query.limit(MOST))}
