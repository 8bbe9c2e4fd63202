"""The days on which payments may be dated: near the day that their file names, and never long ago.

A payment is refused that is dated before 1 January 2000; or more than 366 days before or 31 days after the
day that its file names (its date of creation; else the latest of the rows' dates that feed `file_day`). Where
the file names no day, more than 31 days after the local day on which it came.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from paycards.channels.layout import Layout
from paycards.channels.rows import Rows
from paycards.clock import MEANT, in_words, is_meant
from paycards.errors import FileRefused

EARLIEST = dt.date(2000, 1, 1)
DAYS_BEFORE = 366
DAYS_AFTER = 31


@dataclass(frozen=True)
class Bound:
    """Dates, ISO 8601, before `first` or after `last` are refused; `problem` is the sentence that says so."""

    problem: str
    first: str = ""
    last: str = "9999-12-31"

    def refuses(self, day: str) -> bool:
        """Tell whether a date is out of bounds."""
        return not self.first <= day <= self.last


def refuse_far_days(
    layout: Layout, rows: Rows, frame: pd.DataFrame, named_day: str, came_on: dt.date | None
) -> None:
    """Raise FileRefused for the first payment of `frame` that is dated out of bounds.

    `named_day` is ISO 8601, or empty where the file does not say; `came_on` None: not known.
    """
    if layout.row is None or "paid_on" not in frame:
        return
    field = layout.row.field(layout.columns["paid_on"].fields[0])
    days = frame["paid_on"].cat
    for bound in _bounds(named_day, came_on):
        out = [bound.refuses(day) for day in days.categories]
        if any(out):
            rows.refuse(np.array(out, dtype=np.bool_)[days.codes], field, bound.problem)


def refuse_days_that_nobody_means(*days: str) -> None:
    """Raise FileRefused where the file names a day, ISO 8601, around which nothing can be reckoned."""
    for day in filter(None, days):
        if not is_meant(dt.date.fromisoformat(day)):
            raise FileRefused("a day of the file that nobody can mean", value=day, expected=MEANT)


def latest_day(layout: Layout, rows: Rows) -> str:
    """The latest date, ISO 8601, that the rows give for their file, or empty."""
    fields = layout.row.fields if layout.row else ()
    found = [
        str(value)[:10] for field in fields if field.feeds == "file_day" for value in rows.codes(field)[2]
    ]
    return max(found, default="")


def _bounds(file_day: str, came_on: dt.date | None) -> Iterator[Bound]:
    yield Bound(f"a payment dated before {in_words(EARLIEST)}", first=EARLIEST.isoformat())
    if file_day:
        day = dt.date.fromisoformat(file_day)
        whose = f"{in_words(day)}, the day that the file names"
        first, last = _moved(day, -DAYS_BEFORE), _moved(day, DAYS_AFTER)
        yield Bound(f"a payment dated more than {DAYS_BEFORE} days before {whose}", first=first)
        yield Bound(f"a payment dated more than {DAYS_AFTER} days after {whose}", last=last)
    elif came_on is not None:
        whose = f"{in_words(came_on)}, the day on which the file came"
        yield Bound(
            f"a payment dated more than {DAYS_AFTER} days after {whose}", last=_moved(came_on, DAYS_AFTER)
        )


def _moved(day: dt.date, count: int) -> str:
    """The date so many days later, or the first or last that there is."""
    ordinal = min(max(day.toordinal() + count, dt.date.min.toordinal()), dt.date.max.toordinal())
    return dt.date.fromordinal(ordinal).isoformat()
