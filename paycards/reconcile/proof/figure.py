"""One check of a day's proof: its two sides in whole pence, how they stand, and what each is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from paycards.access.contracts import ContractRow

State = Literal["agrees", "differs", "unknown"]
Side = Literal["left", "right"]
COMPLETE = "complete"  # it counts files, not pence, and waits for the clock where one is not due yet
CHECKS = ("received", "owed", "explained", "stated", "bank", "customers", COMPLETE)
MEANS = {  # what is on the two sides of each
    "received": ("totals of the files accepted", "posted, suspense, duplicate and offset, as first decided"),
    "owed": ("owed by the files, the bank and the fees", "balance of the clearing account"),
    "explained": ("balance of the clearing account", "open dues and bank money without a due"),
    "stated": ("closing balance of the supplier's statement", "what it holds by our files"),
    "bank": ("the bank's balance, less what is not ours", "balance of the bank account in the ledger"),
    "customers": ("posted to customers", "of this in outgoing files"),
    COMPLETE: ("files owed", "files that came"),
}


class Part(NamedTuple):
    """An amount that a side is made of; `source` is the file, entry or due that it comes from."""

    side: Side
    what: str
    pence: int
    source: str = ""


@dataclass(frozen=True)
class Figure:
    """A check with both its sides. `why` says what a side waits for, or what to know of a difference."""

    check: str
    left_pence: int | None
    right_pence: int | None
    why: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def difference_pence(self) -> int | None:
        """Left less right; None while a side is not known."""
        if self.left_pence is None or self.right_pence is None:
            return None
        return self.left_pence - self.right_pence

    @property
    def state(self) -> State:
        """Tell how it stands."""
        if self.difference_pence is None:
            return "unknown"
        return "differs" if self.difference_pence else "agrees"


@dataclass(frozen=True)
class DayProof:
    """The checks of one contract for one day. It is green when every check agrees.

    Before the contract's first file there is none.
    """

    contract: ContractRow
    day: dt.date
    figures: tuple[Figure, ...]

    @property
    def is_green(self) -> bool:
        """Tell whether every check agrees."""
        return all(figure.state == "agrees" for figure in self.figures)


def of_parts(check: str, parts: Iterable[Part], why: str = "") -> Figure:
    """Make a figure whose sides are the sums of their parts."""
    kept = tuple(parts)
    return Figure(check, _sum(kept, "left"), _sum(kept, "right"), why, kept)


def unknown(check: str, parts: Iterable[Part], side: Side, why: str) -> Figure:
    """Make a figure of which one side is not known yet, and say what it waits for."""
    kept = tuple(parts)
    left = None if side == "left" else _sum(kept, "left")
    right = None if side == "right" else _sum(kept, "right")
    return Figure(check, left, right, why, kept)


def _sum(parts: Iterable[Part], side: Side) -> int:
    return sum(part.pence for part in parts if part.side == side)
