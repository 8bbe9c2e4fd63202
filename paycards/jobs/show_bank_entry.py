"""Show one entry of the bank with its whole story."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.reconcile.bank.entries import EntryDetails, Which, details_of, find_entry


def show_bank_entry(visit: Visit, which: Which, *, council: str | None = None) -> EntryDetails:
    """Return everything known of an entry. Raises NotFound and Invalid as `find_entry` does."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        return details_of(seen.connection, find_entry(seen, which))
