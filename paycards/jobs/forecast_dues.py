"""Say what money is expected of each supplier, day by day."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.reconcile.settlement.forecast import Expected, forecast


def forecast_dues(visit: Visit, *, council: str | None = None, contract: str | None = None) -> list[Expected]:
    """Return what is expected from today on, contract by contract in order of day. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        contracts = contracts_seen(visit.installation, seen, contract)
        return [row for each in contracts for row in forecast(seen.connection, each, visit.today)]
