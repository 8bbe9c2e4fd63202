"""What each contract owes on a day, in one line: what is due, how much of it is late, what is to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.reconcile.settlement.dues import Owed, owed_of_each
from paycards.reconcile.settlement.standing import standings


@dataclass(frozen=True)
class Owing:
    """What a contract owes. `late_pence` is part of `due_pence`; what is to come has a later day, or none."""

    council: str
    contract: str
    due_pence: int
    late: int
    late_pence: int
    to_come_pence: int


def owings(connection: Connection, contracts: Sequence[ContractRow], today: dt.date) -> list[Owing]:
    """Sum the dues of each contract as they stand today."""
    owed = owed_of_each(connection, contracts, today)
    return [_owing(each, owed[each.id], today) for each in contracts]


def _owing(contract: ContractRow, owed: Owed, today: dt.date) -> Owing:
    stand = standings(owed.dues, today, contract.holidays)
    has_come = [each.due.outstanding_pence for each in stand if each.due.due_on <= today]
    overdue = [each.due.outstanding_pence for each in stand if each.is_overdue]
    outstanding_pence = sum(each.due.outstanding_pence for each in stand)
    return Owing(
        council=contract.council.code,
        contract=contract.terms.code,
        due_pence=sum(has_come),
        late=len(overdue),
        late_pence=sum(overdue),
        to_come_pence=outstanding_pence - sum(has_come) + owed.unstated_pence,
    )
