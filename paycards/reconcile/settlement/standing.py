"""How each due of a contract stands on a day: its state, and its age in working days.

| state | when, the first that holds |
|---|---|
| settled | nothing is outstanding |
| part_paid | something of it is matched |
| not_due | its day has not come |
| late | the first working day after its day is over, and it is not carried forward |
| due | else |

A supplier never collects a remittance below zero: it carries it forward against those that follow. Going
through the open dues in order, each with which the running sum is zero or less is carried forward; the sum
begins again at zero when it is above. Such a due is never late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from paycards.channels.timetable import day_after, working_days_between
from paycards.reconcile.settlement.due import Due

State = Literal["not_due", "due", "late", "part_paid", "settled"]
STATES: tuple[State, ...] = ("not_due", "due", "late", "part_paid", "settled")


@dataclass(frozen=True)
class Standing:
    """A due as it stands on a day. `age` counts the working days since its day; None once it is settled.

    `is_overdue` is true from the day on which it is late, even where a part of it is paid.
    """

    due: Due
    state: State
    age: int | None
    is_overdue: bool


def standings(dues: Iterable[Due], as_of: dt.date, holidays: frozenset[dt.date]) -> list[Standing]:
    """Say how the dues of one contract, in order of day then key, stand on a day."""
    return [_standing(due, carried, as_of, holidays) for due, carried in _carried(dues)]


def _carried(dues: Iterable[Due]) -> Iterator[tuple[Due, bool]]:
    """Each due, and whether it is carried forward against those that follow it."""
    running_pence = 0
    for due in dues:
        if not due.outstanding_pence:
            yield due, False
            continue
        running_pence += due.outstanding_pence
        yield due, running_pence <= 0
        running_pence = min(running_pence, 0)


def _standing(due: Due, carried: bool, as_of: dt.date, holidays: frozenset[dt.date]) -> Standing:  # noqa: FBT001
    if not due.outstanding_pence:
        return Standing(due, "settled", None, is_overdue=False)
    overdue = not carried and as_of > day_after("working_days", due.due_on, 1, holidays)
    age = working_days_between(due.due_on, as_of, holidays)
    return Standing(due, _state(due, as_of, overdue=overdue), age, overdue)


def _state(due: Due, as_of: dt.date, *, overdue: bool) -> State:
    if due.settled_pence:
        return "part_paid"
    if as_of < due.due_on:
        return "not_due"
    return "late" if overdue else "due"
