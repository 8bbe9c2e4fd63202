"""What a person says that a bank entry pays: which dues, and how much of each; held against what is open.

No match takes more than either side has open. One that leaves something of the entry open, or of one of its
dues, is a match with a difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from paycards.errors import NotAllowed, NotFound
from paycards.money import to_pounds
from paycards.reconcile.settlement.due import Due

Wanted = Sequence[tuple[str, int | None]]  # keys of dues with pence, or None for as much as there is


@dataclass(frozen=True)
class Chosen:
    """Dues with what the entry pays of each. `proposals` are those of the machine that it accepts."""

    pairs: tuple[tuple[str, int], ...]
    has_difference: bool
    proposals: tuple[Row[Any], ...] = ()

    @property
    def amount_pence(self) -> int:
        """What of the entry they explain."""
        return sum(pence for _, pence in self.pairs)

    @property
    def rule(self) -> str:
        """The rule that proposed just this, or a person's own."""
        return self.proposals[0].rule if self.proposals else "manual"


def choose(wanted: Wanted, left_pence: int, dues: Mapping[str, Due], proposals: Sequence[Row[Any]]) -> Chosen:
    """Hold what a person wants against what is open; nothing named accepts what is proposed.

    Raises NotFound for an unknown due, and NotAllowed where it takes more than there is.
    """
    named = wanted or [(each.due, each.amount_pence) for each in proposals]
    if not named:
        raise NotAllowed("Nothing is proposed for this entry: say which dues it pays.", code="no_proposal")
    _require_known(named, dues)
    pairs = amounts(named, left_pence, dues)
    _require_open(pairs, left_pence, dues)
    whole = sum(pence for _, pence in pairs) == left_pence
    settles = all(pence == dues[key].outstanding_pence for key, pence in pairs)
    same = {(each.due, each.amount_pence) for each in proposals} == set(pairs)
    return Chosen(tuple(pairs), not (whole and settles), tuple(proposals) if same else ())


def _require_known(named: Wanted, dues: Mapping[str, Due]) -> None:
    for key, _ in named:
        if key not in dues:
            still_open = [due.key for due in dues.values() if due.outstanding_pence]
            raise NotFound("due", key, choices=still_open[:10])
        if not dues[key].outstanding_pence:
            raise NotAllowed(f"Nothing of {key} is outstanding.", code="due_settled", due=key)
    if len({key for key, _ in named}) < len(named):
        raise NotAllowed("A due is named twice.", code="due_twice")


def amounts(named: Wanted, left_pence: int, dues: Mapping[str, Due]) -> list[tuple[str, int]]:
    """As much of each as is outstanding, the last of them no more than is left; those first that lower it."""
    given = {key: pence for key, pence in named if pence is not None}
    rest_pence = left_pence - sum(given.values())
    free = [dues[key] for key, pence in named if pence is None]
    for due in sorted(free, key=lambda due: due.outstanding_pence * left_pence > 0):
        lowers = due.outstanding_pence * left_pence < 0
        pence = due.outstanding_pence if lowers else min(due.outstanding_pence, rest_pence, key=abs)
        given[due.key] = pence
        rest_pence -= pence
    return [(key, given[key]) for key, _ in named]


def _require_open(pairs: Sequence[tuple[str, int]], left_pence: int, dues: Mapping[str, Due]) -> None:
    for key, pence in pairs:
        _require_no_more(pence, dues[key].outstanding_pence, f"of {key}", "outstanding")
    _require_no_more(sum(pence for _, pence in pairs), left_pence, "of the entry", "open")


def _require_no_more(pence: int, of_pence: int, what: str, how: str) -> None:
    if pence * of_pence <= 0 or abs(pence) > abs(of_pence):
        asked, there = to_pounds(pence, thousands=True), to_pounds(of_pence, thousands=True)
        raise NotAllowed(
            f"{asked} pounds {what} cannot be matched: {there} are {how}.",
            code="more_than_open",
            pounds=asked,
            what=what,
            open=f"{there} are {how}",
        )
