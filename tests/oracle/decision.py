"""A decision of the oracle's people, and what each asks paycards for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .bank_weeks import Wish
from .model import Line


@dataclass(eq=False)
class Decision:
    """One decision; `about` has each subject with the pence that count for the tier."""

    kind: str
    subject: str
    pence: int
    who: str
    about: dict[str, int]
    needs_two: bool
    terms: dict[str, Any]
    do: Callable[[], None]
    can: Callable[[], bool] = lambda: True
    undo: Callable[[], None] = lambda: None
    touches: tuple[list[Line], list[str]] = field(default_factory=lambda: ([], []))
    number: int = 0
    state: str = "proposed"
    decided_by: str = ""


@dataclass
class Act:
    """What paycards is to be asked: a proposal, or a verdict about one, and whether it goes through."""

    verb: str
    decision: Decision | None
    by: str
    works: bool = True
    day: dt.date | None = None  # that is closed


def chosen(things: Any, wish: Wish, by: int = 1) -> Any:
    """One of them, by what the wish says; None of none."""
    return things[wish.which // by % len(things)] if things else None
