"""The day that a file is for: the Post Office's number, a statement's closing day, the date of creation.

Where a file says none of these, it is for the local day on which it came.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Row

from paycards.clock import local_date

ANY_PAYMENTS = "payments"


def day_of(record: Row[Any]) -> dt.date:
    """Return the day of a file that was taken; the record has the closing day of a statement too."""
    if record.series and record.position:
        year, day_of_year = divmod(record.position // 1000, 1000)
        return dt.date(year, 1, 1) + dt.timedelta(days=day_of_year - 1)
    day = record.closing_on or record.created_on or local_date(record.received_at)
    assert isinstance(day, dt.date)  # noqa: S101 - for the type checker
    return day


def is_of_kind(record: Row[Any], what: str) -> bool:
    """Whether a file is of the kind that a timetable names: a kind, a layout or an extension."""
    return what in (record.kind, record.layout, record.name.rpartition(".")[2])
