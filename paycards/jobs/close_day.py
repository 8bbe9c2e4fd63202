"""Close the day of a council, or of each council that may be seen, each by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.contracts import ContractRow
from paycards.access.permission import Permission
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.decisions.closing_days import close_day as act
from paycards.errors import NotAllowed
from paycards.reconcile.proof.day_proof import prove
from paycards.reconcile.proof.figure import DayProof


@dataclass(frozen=True)
class Closed:
    """What became of one council's day: its proof as it is written down, or why it stays open."""

    council: str
    day: dt.date
    proofs: tuple[DayProof, ...] = ()
    refused: NotAllowed | None = None

    @property
    def is_closed(self) -> bool:
        """Tell whether the day is closed, now or since before."""
        return self.refused is None or self.refused.code == "day_closed"


def close_day(
    visit: Visit, day: dt.date, *, council: str | None = None, version: str | None = None
) -> list[Closed]:
    """Close a day. One council that cannot be closed does not stop the others.

    Raises NotFound; where only one council is asked for, NotAllowed when the day before is open, the day is
    not over, or a check neither agrees nor is signed for; Stale when its figures are not those of `version`.
    """
    with visit.reading(council, may=Permission.CLOSE_DAYS) as seen:
        councils = dict(seen.councils)
        contracts = contracts_seen(visit.installation, seen)
    done = [
        _close(visit, code, [each for each in contracts if each.council_id == council_id], day, version)
        for code, council_id in councils.items()
    ]
    if len(done) == 1 and done[0].refused is not None:
        raise done[0].refused
    return done


def _close(
    visit: Visit, code: str, contracts: list[ContractRow], day: dt.date, version: str | None
) -> Closed:
    if not contracts:
        return Closed(code, day, refused=NotAllowed(f"{code} has no contract.", code="no_day_to_close"))
    try:
        with visit.step(contracts[0].council_id, Permission.CLOSE_DAYS) as step:
            proofs = prove(step.connection, contracts, day, visit.now)
            act(step, day, proofs, version)
    except NotAllowed as refused:
        return Closed(code, day, refused=refused)
    return Closed(code, day, tuple(proofs))
