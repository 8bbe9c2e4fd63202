"""How old what suppliers owe is: the open dues in bands of working days from their day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from paycards.reconcile.settlement.standing import Standing

BANDS = (  # what each is called, and the working days from and to
    ("due within the last working day", 0, 1),
    ("2 to 5 working days", 2, 5),
    ("6 to 10 working days", 6, 10),
    ("more than 10 working days", 11, 10**6),
)
TO_COME = "not due yet"


@dataclass(frozen=True)
class Band:
    """The open dues of a band: how many, and what is outstanding of them."""

    name: str
    dues: int
    pence: int


def bands_of(standings: Sequence[Standing], today: dt.date) -> tuple[Band, ...]:
    """Return every band in order, what has not come due first."""
    still_open = [each for each in standings if each.state != "settled"]
    come = [each for each in still_open if each.due.due_on <= today]
    to_come = [each for each in still_open if each.due.due_on > today]
    aged = [
        _band(name, [each for each in come if least <= (each.age or 0) <= most])
        for name, least, most in BANDS
    ]
    return (_band(TO_COME, to_come), *aged)


def _band(name: str, of: Sequence[Standing]) -> Band:
    return Band(name, len(of), sum(each.due.outstanding_pence for each in of))
