"""Watch a contract's days: transactions and pounds that are far from what that weekday usually brings.

The habit of a weekday is the median of its last days, and five times their median absolute deviation around
it (see `channels/timetable.py`): one wild day moves neither. It is a problem with its figures, never a block.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from paycards.access.contracts import ContractRow
from paycards.channels.timetable import LEAST_CHANGE_PENCE, habit, unusual
from paycards.clock import local_date
from paycards.counted import counted
from paycards.money import to_pounds
from paycards.store.problems import Subject, was_dealt_with
from paycards.store.step import Step

KIND = "unusual"
LEAST_CHANGE_TRANSACTIONS = 10
Records = Iterable[tuple[dt.date, Row[Any]]]  # accepted files, each with the day that it is for


@dataclass
class Day:
    """What the files of one day brought; reversals and returns are negative pence."""

    transactions: int = 0
    pence: int = 0
    came_tonight: bool = False


@dataclass(frozen=True)
class Odd:
    """A figure that is out of habit: its name in a sentence, how, and what is usual."""

    figure: str
    size: str
    usual: str


def watch_days(step: Step, contract: ContractRow, records: Records) -> None:
    """Open a problem for each day brought tonight that is out of line with its weekday."""
    days = _days(records, step.booked_on)
    for day in sorted(day for day, brought in days.items() if brought.came_tonight):
        earlier = [
            brought for other, brought in days.items() if other < day and other.weekday() == day.weekday()
        ]
        odd = list(_odd(days[day], earlier))
        if not odd:
            step.close_problem(KIND, str(day), contract_id=contract.id, note="what came later puts it right")
        elif not was_dealt_with(step.connection, Subject(KIND, str(day), contract.id)):
            facts = _facts(contract, day, odd, len(earlier))
            step.open_problem(KIND, str(day), contract_id=contract.id, **facts)


def _days(records: Records, tonight: dt.date) -> dict[dt.date, Day]:
    days: dict[dt.date, Day] = defaultdict(Day)
    for day, record in records:
        if record.kind == "payments":
            brought = days[day]
            brought.transactions += record.row_count
            brought.pence += record.total_pence
            brought.came_tonight |= local_date(record.received_at) == tonight
    return dict(days)


def _odd(day: Day, earlier: Sequence[Day]) -> Iterator[Odd]:
    pence = [each.pence for each in earlier]
    size = unusual(day.pence, pence, least_change=LEAST_CHANGE_PENCE)
    if size:
        usual, _ = habit(pence)
        yield Odd(f"{_pounds(day.pence)} pounds", size, f"{_pounds(usual)} pounds")
    counts = [each.transactions for each in earlier]
    size = unusual(day.transactions, counts, least_change=LEAST_CHANGE_TRANSACTIONS)
    if size:
        usual, _ = habit(counts)
        yield Odd(counted(day.transactions, "transaction"), size, f"{usual:,}")


def _facts(contract: ContractRow, day: dt.date, odd: Sequence[Odd], days: int) -> dict[str, object]:
    return {
        "contract": contract.terms.code,
        "figure": " in ".join(each.figure for each in odd),
        "day": day,
        "size": odd[0].size,
        "weekday": f"{day:%A}",
        "usual": " in ".join(each.usual for each in odd),
        "days": days,
    }


def _pounds(pence: int) -> str:
    return to_pounds(pence, thousands=True)
