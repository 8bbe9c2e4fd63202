"""List by account what the files that were decided brought, where a night has not done it."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.ledger.payments_by_account import list_by_account, unlisted_councils


def list_payments(visit: Visit) -> None:
    """List them, council by council. Safe to run again at any moment."""
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        ids = [each for each in unlisted_councils(seen.connection) if each in seen.councils.values()]
    for council_id in ids:
        with visit.step(council_id, Permission.RUN_THE_NIGHT) as step:
            list_by_account(step)
