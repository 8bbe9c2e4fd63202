"""Report a period: payments by the day paid, the day of the file, and the day booked."""

from __future__ import annotations

from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.reconcile.proof.crossing import Crossing, crossing_rows
from paycards.reconcile.proof.periods import Period, PeriodRow, period_rows, read_period


@dataclass(frozen=True)
class CouncilPeriod:
    """The payments of a council in a period, by contract; those that cross its border where asked for."""

    council: str
    period: Period
    contracts: tuple[PeriodRow, ...]
    crossing: tuple[Crossing, ...] | None = None


def report_period(
    visit: Visit, period: str, *, council: str | None = None, crossing: bool = False
) -> list[CouncilPeriod]:
    """Return each council's payments of a month, a week or a financial year. Raises Invalid, NotFound."""
    of = read_period(period)
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        return [
            CouncilPeriod(
                code,
                of,
                tuple(period_rows(seen.connection, council_id, of)),
                tuple(crossing_rows(seen.connection, council_id, of)) if crossing else None,
            )
            for code, council_id in seen.councils.items()
        ]
