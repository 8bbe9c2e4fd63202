"""The proof of one contract and one day: all its checks, in the order in which they are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Connection, func, select

from paycards.access.contracts import ContractRow
from paycards.clock import ONE_DAY, local_date
from paycards.reconcile.proof.bank_balance import bank
from paycards.reconcile.proof.books import Books
from paycards.reconcile.proof.complete import complete
from paycards.reconcile.proof.customers import customers
from paycards.reconcile.proof.explained import explained
from paycards.reconcile.proof.figure import DayProof, Figure
from paycards.reconcile.proof.owed import owed
from paycards.reconcile.proof.received import received
from paycards.reconcile.proof.stated import stated
from paycards.reconcile.proof.written import written_proof
from paycards.store.tables import accepted_files

# In the order of CHECKS; one that gives nothing does not apply to that day.
WORKED_OUT: tuple[Callable[[Books], Figure | None], ...] = (
    *(received, owed, explained, stated, bank, customers, complete),
)


def proof_of(connection: Connection, contract: ContractRow, day: dt.date, now: dt.datetime) -> DayProof:
    """Return the proof of a day: as it was written down where it is closed, else as the books give it now."""
    return written_proof(connection, contract, day) or prove(connection, contract, day, now)


def proofs_of(
    connection: Connection, contracts: Iterable[ContractRow], day: dt.date, now: dt.datetime
) -> list[DayProof]:
    """Return the proof of each contract as `proof_of` does; a bank account of several is looked at once."""
    banks: dict[object, Figure | None] = {}
    return [
        written_proof(connection, each, day) or _worked_out(Books(connection, each, day, now, banks))
        for each in contracts
    ]


def proofs_until(
    connection: Connection, contract: ContractRow, last: dt.date, now: dt.datetime
) -> Iterator[DayProof]:
    """Give the proof of every calendar day from a contract's first file on."""
    first = select(func.min(accepted_files.c.accepted_at)).where(accepted_files.c.contract_id == contract.id)
    came = connection.execute(first).scalar()
    if came is not None:
        day = local_date(came)
        while day <= last:
            yield proof_of(connection, contract, day, now)
            day += ONE_DAY


def prove(connection: Connection, contract: ContractRow, day: dt.date, now: dt.datetime) -> DayProof:
    """Work every check out from the books; `now` says which files are due already."""
    return _worked_out(Books(connection, contract, day, now))


def _worked_out(books: Books) -> DayProof:
    figures = (check(books) for check in WORKED_OUT)
    return DayProof(books.contract, books.day, tuple(figure for figure in figures if figure is not None))
