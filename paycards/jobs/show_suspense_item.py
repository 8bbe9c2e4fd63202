"""Show one suspense item."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.reconcile.suspense.clock import clock_of
from paycards.reconcile.suspense.items import Item, open_item


def show_suspense_item(visit: Visit, item_id: int) -> Item:
    """Return an open item with all that its row says. Raises NotFound."""
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        return open_item(seen, clock_of(visit.settings, visit.today), item_id)
