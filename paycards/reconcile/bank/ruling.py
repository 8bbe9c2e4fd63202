"""The ruling on a statement: is it the next one of its account, a repeat, or does it contradict another.

Balances decide, not numbers or days alone: banks send several statements of one day, and repeat numbers.
Nothing here reads a database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paycards.reconcile.bank.placed import Placed

ACCEPTED, REPEAT, HELD = "accepted", "repeat", "held"


@dataclass(frozen=True)
class Ruling:
    """What becomes of a statement and why; `against` are the taken ones of its days that it contradicts."""

    state: str
    reason: str = ""
    against: tuple[Placed, ...] = ()


def rule(new: Placed, taken: Sequence[Placed]) -> Ruling:
    """Decide about a statement beside those of its account that are taken."""
    same = next((each for each in taken if each.digest == new.digest), None)
    if same is not None:
        return Ruling(REPEAT, f"the same statement came before in {same.name}")
    beside = tuple(each for each in taken if each.overlaps(new))
    if not beside or _is_next(new, beside, taken):
        return Ruling(ACCEPTED)
    return Ruling(HELD, _contradiction(new, beside), beside)


def _is_next(new: Placed, beside: Sequence[Placed], taken: Sequence[Placed]) -> bool:
    """Whether it stands between the statements of its days, and repeats none of them."""
    if any(each.opening_pence is None for each in (new, *beside)):
        return False  # nothing tells that its entries are others
    if not all(new.may_follow(each) or each.may_follow(new) for each in beside):
        return False
    later = [each for each in beside if each.may_follow(new)]
    if any(new.may_follow(each) and new.continues(each) for each in beside):
        return _meets([each for each in later if not new.may_follow(each)], new)
    return _comes_late(new, later, taken)


def _meets(later: Sequence[Placed], new: Placed) -> bool:
    """Whether what stands after it goes on where it ends; nothing may stand there."""
    return not later or any(each.continues(new) for each in later)


def _comes_late(new: Placed, later: Sequence[Placed], taken: Sequence[Placed]) -> bool:
    """Whether it stands before those of its days that came first, by meeting them or what is earlier."""
    if not later:
        return False
    if any(each.continues(new) for each in later):
        return True
    earlier = [each for each in taken if each.ends_on < new.begins_on]
    newest = max((each.ends_on for each in earlier), default=None)
    goes_on = any(new.continues(each) for each in earlier if each.ends_on == newest)
    is_of_one_day = new.begins_on == new.ends_on
    return goes_on and is_of_one_day and not any(new.shares_a_balance_with(each) for each in later)


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
