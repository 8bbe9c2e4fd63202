"""What each contract owes on a day, in one line: what is due, how much of it is late, what is to come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.reconcile.settlement.dues import not_on_statement_pence
from paycards.reconcile.settlement.listing import standings_of


@dataclass(frozen=True)
class Owing:
    """What a contract owes. `late_pence` is part of `due_pence`; what is to come has a later day, or none."""

    council: str
    contract: str
    due_pence: int
    late: int
    late_pence: int
    to_come_pence: int


def owing(connection: Connection, contract: ContractRow, today: dt.date) -> Owing:
    """Sum the dues of a contract as they stand today."""
    standings = standings_of(connection, contract, today)
    has_come = [each.due.outstanding_pence for each in standings if each.due.due_on <= today]
    overdue = [each.due.outstanding_pence for each in standings if each.is_overdue]
    outstanding_pence = sum(each.due.outstanding_pence for each in standings)
    return Owing(
        council=contract.council.code,
        contract=contract.terms.code,
        due_pence=sum(has_come),
        late=len(overdue),
        late_pence=sum(overdue),
        to_come_pence=outstanding_pence - sum(has_come) + not_on_statement_pence(connection, contract, today),
    )
