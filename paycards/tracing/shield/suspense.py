"""Accounts that are very likely the owners of money in suspense: by strong evidence alone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from paycards.reconcile.suspense.desks import open_desk
from paycards.reconcile.suspense.suggestions import suggestions
from paycards.store.tables.suspense import suspense_items
from paycards.tracing.shield.spared import Look, Spared

WORKING_DAYS = 20


def owners_of_suspense(look: Look) -> Iterator[Spared]:
    """Give each account that is the only one named by evidence of an open item, closed or not.

    What takes money back is no payment of anybody's, and spares nobody.
    """
    desk = open_desk(look.seen, look.settings, look.council_id)
    if not desk.cases:
        return
    since = dict(
        look.seen.connection.execute(
            select(suspense_items.c.id, suspense_items.c.since).where(
                suspense_items.c.council_id == look.council_id, suspense_items.c.state == "open"
            )
        ).all()
    )
    payments = {case.id for case in desk.cases if case.amount_pence > 0}
    for item_id, suggested in suggestions(desk).items():
        named = [each for each in suggested if each.exact]
        if item_id in payments and len(named) == 1:
            [each], day = named, since[item_id]
            why = f"a payment in suspense is likely theirs (item {item_id}): {each.reasons[0]}"
            expires_on = look.expiry(day, WORKING_DAYS)
            yield Spared(look.council, each.fund, each.reference, "in_suspense", day, expires_on, why)
