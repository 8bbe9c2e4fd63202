"""Show one due with all that led to it."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.reconcile.settlement.story import Story, story_of


def show_due(visit: Visit, key: str, *, council: str | None = None, contract: str | None = None) -> Story:
    """Return the story of a due. Raises NotFound; Invalid where several contracts have one of this key."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        contracts = contracts_seen(visit.installation, seen, contract)
        return story_of(seen.connection, contracts, key, visit.today)
