"""`owed`: what the supplier owes by what came and what it paid, against the balance of its clearing account.

The left side is summed up from the files, the bank's entries and what was kept or given back, day after
day; it never asks the clearing account, so that nothing wrong there is carried along unseen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from paycards.access.contracts import ContractRow
from paycards.clock import ONE_DAY
from paycards.ledger.balances import clearing_pence
from paycards.reconcile.proof.figure import Figure, Part, of_parts
from paycards.reconcile.proof.moved_beside import moved_beside
from paycards.reconcile.proof.received import files_of_day
from paycards.reconcile.settlement.accepted import accepted_by
from paycards.store.sums import whole_sum
from paycards.store.tables import bank_entries, batches, files


def owed(connection: Connection, contract: ContractRow, day: dt.date) -> Figure:
    """Compare what is owed at the end of a day with the balance of the clearing account."""
    balance = clearing_pence(connection, contract.id, contract.clearing_id, day)
    parts = [*_owed(connection, contract, day), Part("right", "balance of the clearing account", balance)]
    return of_parts("owed", parts)


def _owed(connection: Connection, contract: ContractRow, day: dt.date) -> Iterator[Part]:
    before = owed_pence(connection, contract, day - ONE_DAY)
    yield Part("left", f"owed at the end of {day - ONE_DAY:%d %B %Y}", before)
    for file in files_of_day(connection, contract.id, day):
        yield Part("left", "received", file.total_pence, file.name)
        if file.duplicates_pence or file.till_pence:
            kept = -file.duplicates_pence - file.till_pence
            yield Part("left", "duplicates, and the council's own terminals", kept, file.name)
    for entry in _remitted(connection, contract.id, day):
        yield Part("left", "remitted by the bank", -entry.amount_pence, f"{entry.name}:{entry.row_no}")
    for moved in moved_beside(connection, contract, batches.c.booked_on == day):
        yield Part("left", moved.what, moved.pence, moved.source)


def owed_pence(connection: Connection, contract: ContractRow, as_of: dt.date) -> int:
    """Return what the supplier owes at the end of a day, by all that came and all that it paid until then."""
    files_pence = sum(
        file.amount_pence for file in accepted_by(connection, contract.id, as_of) if file.kind == "payments"
    )
    moved = sum(row.pence for row in moved_beside(connection, contract, batches.c.booked_on <= as_of))
    return files_pence + moved - remitted_pence(connection, contract.id, as_of)


def remitted_pence(connection: Connection, contract_id: int, as_of: dt.date) -> int:
    """Return what the bank says that the supplier paid by the end of a day."""
    total = whole_sum(bank_entries.c.amount_pence)
    query = select(total).where(bank_entries.c.contract_id == contract_id, bank_entries.c.booked_on <= as_of)
    return int(connection.execute(query).scalar_one())


def _remitted(connection: Connection, contract_id: int, day: dt.date) -> Sequence[Row[Any]]:
    query: Select[Any] = (
        select(files.c.name, bank_entries.c.row_no, bank_entries.c.amount_pence)
        .join_from(bank_entries, files, files.c.id == bank_entries.c.file_id)
        .where(bank_entries.c.contract_id == contract_id, bank_entries.c.booked_on == day)
        .order_by(bank_entries.c.file_id, bank_entries.c.row_no)
    )
    return connection.execute(query).all()
