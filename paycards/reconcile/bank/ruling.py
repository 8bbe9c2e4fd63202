"""The ruling on a statement: is it the next one of its account, a repeat, or does it contradict another.

Balances decide, not numbers or days alone: banks send several statements of one day, and repeat numbers.
Nothing here reads a database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paycards.reconcile.bank.chain import in_order
from paycards.reconcile.bank.placed import Placed

ACCEPTED, REPEAT, HELD = "accepted", "repeat", "held"


@dataclass(frozen=True)
class Ruling:
    """What becomes of a statement and why; `against` are the taken ones that it contradicts."""

    state: str
    reason: str = ""
    against: tuple[Placed, ...] = ()


def rule(new: Placed, taken: Sequence[Placed]) -> Ruling:
    """Decide about a statement beside those of its account that are taken."""
    same = next((each for each in taken if new.says_the_same_as(each)), None)
    if same is not None:
        return Ruling(REPEAT, f"the same statement came before in {same.name}")
    beside = tuple(each for each in taken if each.overlaps(new))
    if not beside or _is_next(new, beside, taken):
        return Ruling(ACCEPTED)
    against = contradicted(new, beside)
    return Ruling(HELD, _contradiction(new, against), against)


def contradicted(new: Placed, beside: Sequence[Placed]) -> tuple[Placed, ...]:
    """The statements in whose place one would stand, of those that speak of its days.

    What comes before or after it says something else of none of its money, though they share a day: the
    balances tell which these are, and of longer statements the days at their ends. What neither tells is
    contradicted.
    """
    order = list(in_order(beside))
    first = _first_contradicted(new, order)
    return tuple(order[first : _after_contradicted(new, order, first)]) or tuple(beside)


def _first_contradicted(new: Placed, order: Sequence[Placed]) -> int:
    """The place of the one that begins alike, else the one behind those that it comes after."""
    alike = [place for place, each in enumerate(order) if _begins_with(new, each)]
    before = [place + 1 for place, each in enumerate(order) if new.continues(each) or _touch(each, new)]
    within = [place for place, each in enumerate(order) if not new.may_follow(each)]
    return min(min(alike, default=max(before, default=0)), min(within, default=len(order)))


def _after_contradicted(new: Placed, order: Sequence[Placed], first: int) -> int:
    """The place behind the one that ends alike, or of the first that comes after it."""
    ends = [
        place if place > first and (each.continues(new) or _touch(new, each)) else place + 1
        for place, each in enumerate(order)
        if place >= first and (each.continues(new) or _touch(new, each) or _ends_with(new, each))
    ]
    within = [place + 1 for place, each in enumerate(order) if not each.may_follow(new)]
    return max(min(ends, default=len(order)), max(within, default=0))


def _touch(earlier: Placed, later: Placed) -> bool:
    """Whether two statements of several days share only the day between: MT940 names that of each balance."""
    longer = all(each.begins_on < each.ends_on for each in (earlier, later))
    return longer and earlier.ends_on == later.begins_on


def _is_next(new: Placed, beside: Sequence[Placed], taken: Sequence[Placed]) -> bool:
    """Whether it stands in a gap of the chain, or at an end of it, and repeats none of the others."""
    if new.corrects or any(each.opening_pence is None for each in (new, *beside)):
        return False  # nothing tells that its entries are others
    if not all(new.may_follow(each) or each.may_follow(new) for each in beside):
        return False  # it can stand on neither side of one of them
    if not any(new.continues(each) or each.continues(new) for each in taken):
        return False  # it meets none
    order = list(in_order(taken))
    first = max((place + 1 for place, each in enumerate(order) if not each.may_follow(new)), default=0)
    last = min((place for place, each in enumerate(order) if not new.may_follow(each)), default=len(order))
    return any(_fits(new, order[:place], order[place:]) for place in range(first, last + 1))


def _fits(new: Placed, before: Sequence[Placed], after: Sequence[Placed]) -> bool:
    """Whether it fits between these, by whose days it may stand there.

    It meets one of its neighbours, and what it does not meet lies apart.
    """
    if before and after and after[0].continues(before[-1]):
        return False  # nothing is missing there
    goes_on = bool(before) and new.continues(before[-1])
    is_met = bool(after) and after[0].continues(new) and not _begins_with(new, after[0])
    if not (goes_on or is_met):
        return False
    return (goes_on or _is_apart(new, before)) and (is_met or _is_apart(new, after))


def _begins_with(new: Placed, other: Placed) -> bool:
    """Whether both begin alike on the same days: then it says in the other one's place that nothing moved."""
    return new.overlaps(other) and new.opening_pence is not None and new.opening_pence == other.opening_pence


def _ends_with(new: Placed, other: Placed) -> bool:
    """Whether both end with the same balance."""
    return new.closing_pence is not None and new.closing_pence == other.closing_pence


def _is_apart(new: Placed, others: Sequence[Placed]) -> bool:
    """Whether it is another part of the days of these: it may contain one that shares a balance with it."""
    beside = [each for each in others if each.overlaps(new)]
    is_of_one_day = new.begins_on == new.ends_on
    return not beside or (is_of_one_day and not any(new.shares_a_balance_with(each) for each in beside))


def _contradiction(new: Placed, beside: Sequence[Placed]) -> str:
    period = next((e for e in beside if (e.begins_on, e.ends_on) == (new.begins_on, new.ends_on)), None)
    if period is not None:
        return f"it says something else of {days(new)} than {period.name}, which was taken before"
    names = ", ".join(dict.fromkeys(each.name for each in beside))
    return f"it speaks of {days(new)}, of which statements were taken before, from {names}"


def days(statement: Placed) -> str:
    """The days of a statement, for people."""
    if statement.begins_on == statement.ends_on:
        return f"{statement.begins_on}"
    return f"{statement.begins_on} to {statement.ends_on}"
