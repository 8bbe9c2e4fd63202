"""One figure of a monthly return, and the month that it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from paycards.clock import end_of
from paycards.errors import Invalid
from paycards.reconcile.proof.periods import MONTH, Period, read_period

# In the order of the page: what each section says, and what its measure is.
SECTIONS = {
    "placed": "Payments of the month, by how they were placed",
    "suspense": "Suspense at the end of the month, by age",
    "days_to_place": "Working days to place",
    "days_to_close": "Working days to close the days of the month",
    "late": "Late suppliers",
    "reversals": "Reversals by outlet",
    "people": "What people decided",
    "control": "Sent to the systems of the funds, and what these loaded",
    "access": "Who may do what, as it is now",
}
MEASURES = {
    "placed": "per cent",
    "suspense": "oldest, days",
    "days_to_place": "average",
    "days_to_close": "average",
    "late": "longest, working days",
    "control": "compared",
}


@dataclass(frozen=True)
class Figure:
    """A row of a section; `pence` is None where no money is counted, `measure` empty where there is none."""

    section: str
    what: str
    items: int
    pence: int | None = None
    measure: str = ""


@dataclass
class Tally:
    """Items and pence as they are added up."""

    items: int = 0
    pence: int = 0

    def add(self, items: int, pence: int) -> None:
        """Add some."""
        self.items += items
        self.pence += pence


def read_month(text: str) -> Period:
    """Read a month, 2026-11. Raises Invalid."""
    try:
        month = read_period(text) if MONTH.fullmatch(text) else None
    except Invalid:
        month = None
    if month is None:
        raise Invalid("month", f"{text} is no month. Give a year and a month, such as 2026-11.")
    return month


def instants(month: Period) -> tuple[dt.datetime, dt.datetime]:
    """The first instant of a month in England, and the first after it."""
    return end_of(month.first - dt.timedelta(days=1)), end_of(month.last)


def average(total: int, items: int) -> str:
    """An average to two places, rounded half up; empty where there is nothing to average.

    >>> average(5, 3), average(0, 0)
    ('1.67', '')
    """
    if not items:
        return ""
    hundredths = (200 * total + items) // (2 * items)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def oldest(days: Iterable[int]) -> str:
    """The greatest of some numbers of days; empty where there is none."""
    return str(max(days, default=""))
