"""The dues of contracts as rows: what the list and the export show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Date, String

from paycards.access.contracts import ContractRow
from paycards.reconcile.settlement.dues import dues_of
from paycards.reconcile.settlement.standing import Standing, State, standings

COLUMNS = {  # of the export, with the type of each: the first fields of a row
    **dict.fromkeys(("council", "contract", "due"), String()),
    "due_on": Date(),
    **dict.fromkeys(
        ("amount_pence", "settled_pence", "fees_pence", "outstanding_pence"),
        BigInteger(),
    ),
    "state": String(),
}


@dataclass(frozen=True)
class DueRow:
    """A due as it stands. `working_days` is its age since its day; None once it is settled."""

    council: str
    contract: str
    due: str
    due_on: dt.date
    amount_pence: int
    settled_pence: int
    fees_pence: int
    outstanding_pence: int
    state: State
    working_days: int | None


def standings_of(connection: Connection, contract: ContractRow, as_of: dt.date) -> list[Standing]:
    """Say how every due of a contract stands at the end of a day, in order of day, then key."""
    return standings(dues_of(connection, contract, as_of), as_of, contract.holidays)


def due_rows(connection: Connection, contract: ContractRow, as_of: dt.date) -> list[DueRow]:
    """Return every due of a contract at the end of a day, in order of day, then key."""
    return [row_of(standing) for standing in standings_of(connection, contract, as_of)]


def row_of(standing: Standing) -> DueRow:
    """Say of a due what the list and the export show."""
    due = standing.due
    return DueRow(
        council=due.council,
        contract=due.contract,
        due=due.key,
        due_on=due.due_on,
        amount_pence=due.amount_pence,
        settled_pence=due.settled_pence,
        fees_pence=due.fees_pence,
        outstanding_pence=due.outstanding_pence,
        state=standing.state,
        working_days=standing.age,
    )
