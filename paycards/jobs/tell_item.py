"""Tell all that is known of a suspense item."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.story import ItemStory, item_story
from paycards.reconcile.suspense.clock import clock_of


def tell_item(visit: Visit, item_id: int) -> ItemStory:
    """Return an item, open or not, with its owner, notes and decisions. Raises NotFound."""
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        return item_story(seen, clock_of(visit.settings, visit.today), item_id)
