"""List what waits in suspense."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.reconcile.suspense.clock import clock_of
from paycards.reconcile.suspense.items import Item, open_items


def list_suspense(visit: Visit, *, council: str | None = None, reason: str | None = None) -> list[Item]:
    """Return the open items, oldest first. Raises NotFound for an unknown council or reason."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        return open_items(seen, clock_of(visit.settings, visit.today), reason)
