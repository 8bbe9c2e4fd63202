"""Show the bank's entries that somebody has to look at, or those of another view, in pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.ledger.days import newest_closed
from paycards.reconcile.bank.worklist import Place, Worklist, worklist


@dataclass(frozen=True)
class BankPage:
    """A page of the entries, as at an instant; `agreed_until` is the newest closed day."""

    council: str
    as_at: dt.datetime
    agreed_until: dt.date | None
    after: Place | None  # what the page comes after
    work: Worklist


def show_bank(visit: Visit, council: str, *, view: str = "open", after: Place | None = None) -> BankPage:
    """Return the entries of a view, oldest first, after a place. Raises NotFound for a view that is none."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        closed = newest_closed(seen.connection, seen.council(council))
        return BankPage(council, visit.now, closed, after, worklist(seen, view, after))
