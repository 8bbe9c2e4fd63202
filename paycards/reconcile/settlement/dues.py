"""The dues of a contract: what came from its files, what it owed before them, and what of each is settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, and_, select

from paycards.access.contracts import ContractRow
from paycards.reconcile.settlement.due import Due
from paycards.reconcile.settlement.fees import netted_fees
from paycards.reconcile.settlement.remittance import Remittance, remittances
from paycards.reconcile.settlement.settled import Settled, settled_by
from paycards.store.tables import batches, opening_items, postings


@dataclass(frozen=True)
class Owed:
    """What is owed: the dues, and what files bring that stand on no statement, and so have no day yet."""

    dues: list[Due]
    unstated_pence: int


def owed_of(connection: Connection, contract: ContractRow, as_of: dt.date) -> Owed:
    """Return the dues of a contract with what has no day yet, as both stood at the end of a day."""
    found = remittances(connection, contract, as_of)
    unstated_pence = sum(file.amount_pence for file in found.unstated)
    return Owed(_dues(connection, contract, as_of, found.made), unstated_pence)


def dues_of(connection: Connection, contract: ContractRow, as_of: dt.date) -> list[Due]:
    """Return every due of a contract as it stood at the end of a day, in order of day, then key.

    What counts is what was accepted, posted and matched by then. A due of zero is none, unless something is
    matched to it; nor is a key that no file makes any more lost while money is matched to it.
    """
    return owed_of(connection, contract, as_of).dues


def _dues(
    connection: Connection, contract: ContractRow, as_of: dt.date, remitted: Iterable[Remittance]
) -> list[Due]:
    made = {each.maker.key: each for each in remitted}
    settled = settled_by(connection, contract.id, as_of)
    dues = [_due(contract, key, each) for key, each in made.items()]
    dues += _opening_items(connection, contract, as_of)
    known_keys = {due.key for due in dues}
    dues += [
        Due(contract.council.code, contract.terms.code, key, of_it.first_on, 0)
        for key, of_it in settled.items()
        if key not in known_keys
    ]
    counted = [_settle(due, settled[due.key]) if due.key in settled else due for due in dues]
    known = _with_fees(connection, contract, counted, made)
    return sorted(
        (due for due in known if due.amount_pence or due.settled_pence), key=lambda due: (due.due_on, due.key)
    )


def not_on_statement_pence(connection: Connection, contract: ContractRow, as_of: dt.date) -> int:
    """Return what is owed for files that stood on no statement at the end of a day: it has no day yet."""
    return sum(file.amount_pence for file in remittances(connection, contract, as_of).unstated)


def _due(contract: ContractRow, key: str, made: Remittance) -> Due:
    council, code, made_by = contract.council.code, contract.terms.code, (made.maker.id, 0)
    return Due(council, code, key, made.due_on, made.amount_pence, made_by=made_by)


def _opening_items(connection: Connection, contract: ContractRow, as_of: dt.date) -> list[Due]:
    first = and_(
        postings.c.file_id == opening_items.c.file_id,
        postings.c.row_no == opening_items.c.row_no,
        postings.c.step == 0,
    )
    query = (
        select(opening_items)
        .join(postings, first)
        .join(batches, batches.c.id == postings.c.batch_id)
        .where(opening_items.c.contract_id == contract.id, batches.c.booked_on <= as_of)
    )
    return [
        Due(
            *(contract.council.code, contract.terms.code, row.due, row.due_on, row.amount_pence),
            made_by=(row.file_id, row.row_no),
        )
        for row in connection.execute(query)
    ]


def _settle(due: Due, settled: Settled) -> Due:
    return replace(due, settled_pence=settled.pence, fees_pence=settled.fee_pence)


def _with_fees(
    connection: Connection,
    contract: ContractRow,
    dues: list[Due],
    made: dict[str, Remittance],
) -> list[Due]:
    """Expect the fee of the tariff where none is posted yet and something is outstanding."""
    open_keys = {due.key for due in dues if not due.fees_pence and due.outstanding_pence} & made.keys()
    wanted = {key: [file.id for file in made[key].files] for key in open_keys}
    fees = netted_fees(connection, contract, wanted)
    return [replace(due, fees_pence=fees[due.key]) if due.key in fees else due for due in dues]
