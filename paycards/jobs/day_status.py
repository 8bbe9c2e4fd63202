"""Say for each council which days are closed, which is next, and what keeps it open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.decisions.closing_days import next_to_close, unsigned
from paycards.ledger.days import newest_closed
from paycards.reconcile.proof.day_proof import prove
from paycards.reconcile.proof.to_sign import ToSign


@dataclass(frozen=True)
class DayStatus:
    """A council's newest closed day, the next one, and the checks that keep that open.

    `next_day` is None before the first file. `open_days` are those until yesterday that are not closed.
    """

    council: str
    closed_until: dt.date | None
    next_day: dt.date | None
    open_days: int
    missing: tuple[ToSign, ...]

    @property
    def can_be_closed(self) -> bool:
        """Tell whether the next day can be closed as it stands."""
        return self.open_days > 0 and not self.missing


def day_status(visit: Visit, *, council: str | None = None) -> list[DayStatus]:
    """Return how each council's days stand. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        return [_status(visit, seen, code, council_id) for code, council_id in seen.councils.items()]


def _status(visit: Visit, seen: Reading, code: str, council_id: int) -> DayStatus:
    closed, due = newest_closed(seen.connection, council_id), next_to_close(seen.connection, council_id)
    if due is None or due >= visit.today:
        return DayStatus(code, closed, due, 0, ())
    contracts = [each for each in contracts_seen(visit.installation, seen) if each.council_id == council_id]
    missing = [
        check
        for proof in prove(seen.connection, contracts, due, visit.now)
        for check in unsigned(seen.connection, proof, visit.today)
    ]
    return DayStatus(code, closed, due, (visit.today - due).days, tuple(missing))
