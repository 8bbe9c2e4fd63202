"""The dues of a contract: what came from its files, what it owed before them, and what of each is settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from paycards.access.contracts import ContractRow
from paycards.reconcile.by_contract import by_contract
from paycards.reconcile.settlement.due import Due
from paycards.reconcile.settlement.fees import netted_fees
from paycards.reconcile.settlement.remittance import Remittance, Remittances, remittances_of
from paycards.reconcile.settlement.settled import Settled, settled_of
from paycards.store.tables.ledger import batches, postings
from paycards.store.tables.lines import same_line
from paycards.store.tables.settlement import opening_items


@dataclass(frozen=True)
class Owed:
    """What is owed: the dues, and what files bring that stand on no statement, and so have no day yet."""

    dues: list[Due]
    unstated_pence: int


@dataclass(frozen=True)
class Booked:
    """What is owed by the books: of each due the fee counts that is posted, not the one that is expected.

    `made` has what makes each due, by its key.
    """

    dues: list[Due]
    unstated_pence: int
    made: Mapping[str, Remittance]


def booked_of(connection: Connection, contracts: Sequence[ContractRow], as_of: dt.date) -> dict[int, Booked]:
    """Return what is owed by each contract as the books stood at the end of a day."""
    ids = [each.id for each in contracts]
    found, settled = remittances_of(connection, contracts, as_of), settled_of(connection, ids, as_of)
    opened = _opening_items(connection, ids, as_of)
    return {each.id: _booked(each, found[each.id], opened[each.id], settled[each.id]) for each in contracts}


def owed_of(connection: Connection, contract: ContractRow, as_of: dt.date) -> Owed:
    """Return the dues of a contract with what has no day yet, as both stood at the end of a day."""
    return owed_of_each(connection, [contract], as_of)[contract.id]


def owed_of_each(connection: Connection, contracts: Sequence[ContractRow], as_of: dt.date) -> dict[int, Owed]:
    """Return the same for each of several contracts."""
    booked = booked_of(connection, contracts, as_of)
    return {
        each.id: Owed(_with_fees(connection, each, booked[each.id]), booked[each.id].unstated_pence)
        for each in contracts
    }


def dues_of(connection: Connection, contract: ContractRow, as_of: dt.date) -> list[Due]:
    """Return every due of a contract as it stood at the end of a day, in order of day, then key.

    What counts is what was accepted, posted and matched by then. A due of zero is none, unless something is
    matched to it; nor is a key that no file makes any more lost while money is matched to it.
    """
    return owed_of(connection, contract, as_of).dues


def _booked(
    contract: ContractRow,
    found: Remittances,
    opened: Iterable[Row[Any]],
    settled: Mapping[str, Settled],
) -> Booked:
    made = {each.maker.key: each for each in found.made}
    dues = [_due(contract, key, each) for key, each in made.items()]
    dues += [_opening_item(contract, row) for row in opened]
    known_keys = {due.key for due in dues}
    dues += [
        Due(contract.council.code, contract.terms.code, key, of_it.first_on, 0)
        for key, of_it in settled.items()
        if key not in known_keys
    ]
    counted = [_settle(due, settled[due.key]) if due.key in settled else due for due in dues]
    known = [due for due in counted if due.amount_pence or due.settled_pence]
    unstated_pence = sum(file.amount_pence for file in found.unstated)
    return Booked(sorted(known, key=lambda due: (due.due_on, due.key)), unstated_pence, made)


def _due(contract: ContractRow, key: str, made: Remittance) -> Due:
    council, code, made_by = contract.council.code, contract.terms.code, (made.maker.id, 0)
    return Due(council, code, key, made.due_on, made.amount_pence, made_by=made_by)


def _opening_item(contract: ContractRow, row: Row[Any]) -> Due:
    council, code, made_by = contract.council.code, contract.terms.code, (row.file_id, row.row_no)
    return Due(council, code, row.due, row.due_on, row.amount_pence, made_by=made_by)


def _opening_items(
    connection: Connection, contract_ids: Sequence[int], as_of: dt.date
) -> dict[int, list[Row[Any]]]:
    first = and_(same_line(postings, opening_items), postings.c.step == 0)
    query = (
        select(opening_items)
        .join(postings, first)
        .join(batches, batches.c.id == postings.c.batch_id)
        .where(opening_items.c.contract_id.in_(contract_ids), batches.c.booked_on <= as_of)
    )
    return by_contract(contract_ids, connection.execute(query))


def _settle(due: Due, settled: Settled) -> Due:
    return replace(due, settled_pence=settled.pence, fees_pence=settled.fee_pence)


def _with_fees(connection: Connection, contract: ContractRow, booked: Booked) -> list[Due]:
    """Expect the fee of the tariff where none is posted yet and something is outstanding."""
    made = booked.made
    open_keys = {due.key for due in booked.dues if not due.fees_pence and due.outstanding_pence} & made.keys()
    wanted = {key: [file.id for file in made[key].files] for key in open_keys}
    fees = netted_fees(connection, contract, wanted)
    return [replace(due, fees_pence=fees[due.key]) if due.key in fees else due for due in booked.dues]
