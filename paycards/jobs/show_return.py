"""Show the return of a month that is over: as it was prepared and signed, or else as a draft."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.decisions.returns_made import return_made
from paycards.errors import NotAllowed
from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.figure import read_month
from paycards.reconcile.returns.month import figures_of
from paycards.reconcile.returns.monthly_return import MonthlyReturn
from paycards.settings.council import Council


def show_return(visit: Visit, month: str, *, council: str | None = None) -> list[MonthlyReturn]:
    """Return it for each council that may be seen, or for one.

    Raises Invalid for what is no month, NotAllowed for one that is not over, NotFound.
    """
    of = finished_month(visit, month)
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        councils = [each for each in visit.settings.councils if each.code in seen.councils]
        return [return_seen(visit, seen, each, of) for each in councils]


def finished_month(visit: Visit, month: str) -> Period:
    """Read a month. Raises Invalid, and NotAllowed for one that is not over."""
    of = read_month(month)
    if visit.today <= of.last:
        raise NotAllowed(
            f"{of.first:%B %Y} is not over: its return is made once its last day has passed.",
            code="month_not_over",
            month=of.name,
        )
    return of


def return_seen(visit: Visit, seen: Reading, council: Council, month: Period) -> MonthlyReturn:
    """Return it for one council, within what may be seen."""
    council_id = seen.council(council.code)
    made = return_made(seen.connection, council, council_id, month)
    if made is not None:
        return made
    mine = [each for each in contracts_seen(visit.installation, seen) if each.council_id == council_id]
    figures = figures_of(seen.connection, council_id, mine, month)
    return MonthlyReturn(council.code, council.name, month, figures)
