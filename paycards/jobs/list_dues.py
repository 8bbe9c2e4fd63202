"""List what suppliers owe."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.reconcile.settlement.listing import DueRow, due_rows


def list_dues(visit: Visit, *, council: str | None = None, contract: str | None = None) -> list[DueRow]:
    """Return every due as it stands today, those of a contract in order of day. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        contracts = contracts_seen(visit.installation, seen, contract)
        return [row for each in contracts for row in due_rows(seen.connection, each, visit.today)]
