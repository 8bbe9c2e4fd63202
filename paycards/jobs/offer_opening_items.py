"""Offer opening items: what the first statements of a contract say that its supplier owed before them."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.reconcile.settlement.offering import offered
from paycards.reconcile.settlement.opening import OpeningItem


def offer_opening_items(
    visit: Visit, *, council: str | None = None, contract: str | None = None
) -> list[OpeningItem]:
    """Return the items to look at and hand in, contract by contract. Raises NotFound."""
    with visit.reading(council, may=Permission.SET_UP_BANK) as seen:
        contracts = contracts_seen(visit.installation, seen, contract)
        return [item for each in contracts for item in offered(seen.connection, each, visit.today)]
