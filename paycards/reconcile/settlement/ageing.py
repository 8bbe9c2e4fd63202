"""How old what suppliers owe is: the open dues in bands of working days from their day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from paycards.reconcile.settlement.standing import Standing

TO_COME = "to_come"
BANDS = {  # what each is called, and the most working days that are in it
    TO_COME: ("not due yet", -1),
    "new": ("due within the last working day", 1),
    "days": ("2 to 5 working days", 5),
    "weeks": ("6 to 10 working days", 10),
    "old": ("more than 10 working days", 10**6),
}


@dataclass(frozen=True)
class Band:
    """The open dues of a band: how many, and what is outstanding of them. `key` is one of BANDS."""

    key: str
    name: str
    dues: int
    pence: int


def bands_of(standings: Sequence[Standing], today: dt.date) -> tuple[Band, ...]:
    """Return every band in order, what has not come due first."""
    return tuple(_band(key, [each for each in standings if band_of(each, today) == key]) for key in BANDS)


def band_of(standing: Standing, today: dt.date) -> str:
    """The key of the band that a due is in; empty where it is settled."""
    if standing.state == "settled":
        return ""
    if standing.due.due_on > today:
        return TO_COME
    age = standing.age or 0
    return next(key for key, (_, most) in BANDS.items() if age <= most)


def _band(key: str, of: Sequence[Standing]) -> Band:
    return Band(key, BANDS[key][0], len(of), sum(each.due.outstanding_pence for each in of))
