"""Suggest accounts for a suspense item."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import NotAllowed
from paycards.reconcile.suspense.desks import item_desk
from paycards.reconcile.suspense.items import find_item
from paycards.reconcile.suspense.suggestions import Suggestion, suggestions


def suggest_accounts(visit: Visit, item_id: int) -> list[Suggestion]:
    """Return at most 10 accounts for an open item, by their strongest clue.

    Raises NotFound for an unknown item, NotAllowed for one that is not open.
    """
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        item = find_item(seen, item_id)
        if item.state != "open":
            raise NotAllowed(
                f"The suspense item {item_id} is not open: it was {item.state}.", code="item_settled"
            )
        return suggestions(item_desk(seen, visit.settings, item.council_id, item_id))[item_id]
