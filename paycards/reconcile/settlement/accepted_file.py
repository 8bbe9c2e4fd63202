"""A file that was accepted, as a due sees it."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class Accepted(NamedTuple):
    """A file that was accepted, under its own key. `place` is its place in the unrolled running numbers.

    `amount_pence` is what the supplier owes for it: its total less duplicates and less what the council's own
    terminals took. Opening and closing are those of a statement.
    """

    id: int
    key: str
    kind: str
    place: int | None
    accepted_at: dt.datetime
    own_day: dt.date
    settles_on: dt.date | None
    amount_pence: int
    closing_on: dt.date | None = None
    opening_pence: int = 0
    closing_pence: int = 0
