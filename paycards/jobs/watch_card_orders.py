"""Watch what was ordered: cards that a supplier does not bring in time need a person."""

from __future__ import annotations

from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.order_watch import watch_orders


def watch_card_orders(visit: Visit) -> None:
    """Open a problem for each order that is not answered in time. Safe to run again at any moment."""
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        ids = seen.councils
    faults = Faults(visit, "orders")
    for council in visit.settings.councils:
        council_id = ids.get(council.code)
        if council_id is not None:
            with (
                faults.apart(Concern("checking the card orders", council_id, of=council.code)),
                visit.step(council_id, Permission.RUN_THE_NIGHT) as step,
            ):
                watch_orders(step, council)
    faults.settle()
