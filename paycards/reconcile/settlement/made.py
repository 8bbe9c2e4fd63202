"""What is to be written of matches: new ones, and ends of old ones; as data that the trail keeps whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paycards.reconcile.settlement.standing_matches import CONFIRMED


@dataclass(frozen=True)
class NewMatch:
    """A match as it is made; `fee_pence` is what the supplier kept, which settles the due beside it."""

    file_id: int
    row_no: int
    due: str
    amount_pence: int
    fee_pence: int
    rule: str
    state: str
    reason: str


@dataclass(frozen=True)
class Making:
    """Matches of one contract that are made and ended together; `ended` are their numbers, each with why."""

    made: Sequence[NewMatch]
    ended: Sequence[tuple[int, str]]
    by: str

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing is to be written."""
        return not (self.made or self.ended)

    @property
    def confirmed(self) -> list[NewMatch]:
        """The new ones that are confirmed."""
        return [each for each in self.made if each.state == CONFIRMED]

    def told(self) -> dict[str, object]:
        """Say it for the trail."""
        made, ended = [list(vars(each).values()) for each in self.made], [list(each) for each in self.ended]
        return {"made": made, "ended": ended, "by": self.by}


def read_making(told: Mapping[str, Any]) -> Making:
    """Read what the trail says."""
    made = [NewMatch(*each) for each in told["made"]]
    return Making(made, [(number, why) for number, why in told["ended"]], told["by"])
