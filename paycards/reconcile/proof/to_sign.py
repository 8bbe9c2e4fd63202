"""How a contract's day stands: green, or the checks that keep it open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class ToSign:
    """A check of a contract that does not agree as it stands; `why` says what it waits for."""

    contract: str
    check: str
    state: str
    difference_pence: int | None
    why: str


@dataclass(frozen=True)
class ProvedContract:
    """How a contract's day is proved: green, or the checks that do not agree, as `bank unknown`."""

    council: str
    contract: str
    date: dt.date
    green: bool
    open_checks: tuple[str, ...]
