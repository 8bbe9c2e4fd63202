"""List the entries of the bank."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.reconcile.bank.entries import EntryRow, list_entries


def list_bank_entries(
    visit: Visit,
    *,
    council: str | None = None,
    account: str | None = None,
    state: str | None = None,
    every: bool = False,
) -> list[EntryRow]:
    """Return the entries in the order received; those that are nobody's only where they are asked for.

    Raises NotFound for an unknown council or state.
    """
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        return list_entries(seen, account=account, state=state, every=every)
