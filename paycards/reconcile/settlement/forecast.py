"""What money is expected, day by day: a bank books on working days only, and a debt is carried forward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.channels.timetable import working_day_from
from paycards.reconcile.settlement.due import Due
from paycards.reconcile.settlement.dues import Owed, owed_of


@dataclass(frozen=True)
class Expected:
    """What one contract is expected to pay on a day; `on` None: not yet on a statement, so without a day.

    `carried_pence`, zero or less, is what is left of a debt and set against the days that follow.
    """

    council: str
    contract: str
    on: dt.date | None
    dues: int
    expected_pence: int
    carried_pence: int


def forecast(connection: Connection, contract: ContractRow, today: dt.date) -> list[Expected]:
    """Return what a contract is expected to pay from today on, in order of day; at last what has no day.

    What is overdue is expected today, and what falls on a day that is no working day on the next one.
    """
    return expected_of(contract, owed_of(connection, contract, today), today)


def expected_of(contract: ContractRow, owed: Owed, today: dt.date) -> list[Expected]:
    """Return the same from what it owes today."""
    expected = list(_by_day(owed.dues, today, contract.holidays))
    if owed.unstated_pence:
        code = contract.terms.code
        expected.append(Expected(contract.council.code, code, None, 0, owed.unstated_pence, 0))
    return expected


def _by_day(dues: Iterable[Due], today: dt.date, holidays: frozenset[dt.date]) -> Iterator[Expected]:
    def day(due: Due) -> dt.date:
        return working_day_from(max(due.due_on, today), holidays)

    carried_pence = 0
    still_open = [due for due in dues if due.outstanding_pence]
    for on, of_day in groupby(still_open, key=day):
        owed = list(of_day)
        net_pence = carried_pence + sum(due.outstanding_pence for due in owed)
        carried_pence = min(net_pence, 0)
        yield Expected(owed[0].council, owed[0].contract, on, len(owed), max(net_pence, 0), carried_pence)
