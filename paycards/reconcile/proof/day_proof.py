"""The proofs of a day: all checks of each contract, in the order in which they are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Connection, exists, func, select

from paycards.access.contracts import ContractRow
from paycards.access.kept import Kept
from paycards.clock import ONE_DAY, end_of, local_date
from paycards.reconcile.proof.bank_balance import bank
from paycards.reconcile.proof.books import Books, DayBooks
from paycards.reconcile.proof.complete import complete
from paycards.reconcile.proof.customers import customers
from paycards.reconcile.proof.explained import explained
from paycards.reconcile.proof.figure import DayProof, Figure
from paycards.reconcile.proof.owed import owed
from paycards.reconcile.proof.received import received
from paycards.reconcile.proof.stated import stated
from paycards.reconcile.proof.written import written_proofs
from paycards.store.tables.councils import contracts as contracts_table
from paycards.store.tables.files import accepted_files

# In the order of CHECKS; one that gives nothing does not apply to that day.
WORKED_OUT: tuple[Callable[[Books], Figure | None], ...] = (
    *(received, owed, explained, stated, bank, customers, complete),
)


def proof_of(connection: Connection, contract: ContractRow, day: dt.date, now: dt.datetime) -> DayProof:
    """Return the proof of a day: as it was written down where it is closed, else as the books give it now."""
    [proof] = proofs_of(connection, [contract], day, now)
    return proof


def proofs_of(
    connection: Connection,
    contracts: Sequence[ContractRow],
    day: dt.date,
    now: dt.datetime,
    kept: Kept | None = None,
) -> list[DayProof]:
    """Return the proof of each contract as `proof_of` does; the books are read once for all of them.

    `kept` has what never changes of them, where it was read before.
    """
    written = written_proofs(connection, contracts, day)
    still_open = [each for each in contracts if each.id not in written]
    worked_out = {proof.contract.id: proof for proof in prove(connection, still_open, day, now, kept)}
    return [written.get(each.id) or worked_out[each.id] for each in contracts]


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


def prove(
    connection: Connection,
    contracts: Sequence[ContractRow],
    day: dt.date,
    now: dt.datetime,
    kept: Kept | None = None,
) -> list[DayProof]:
    """Work every check of each contract out from the books; `now` says which files are due already.

    A contract is proved from the day of its first file on: before, there is nothing that could agree.
    """
    begun = _begun(connection, contracts, day)
    had_files = [each for each in contracts if each.id in begun]
    of_day = DayBooks(connection, had_files, day, now, kept or Kept())
    found = {each.id: _worked_out(Books(of_day, each)) for each in had_files}
    return [found.get(each.id) or DayProof(each, day, ()) for each in contracts]


def _begun(connection: Connection, contracts: Sequence[ContractRow], day: dt.date) -> set[int]:
    """Which contracts had a file by the end of a day."""
    came = exists().where(
        accepted_files.c.contract_id == contracts_table.c.id, accepted_files.c.accepted_at < end_of(day)
    )
    ids = [each.id for each in contracts]
    query = select(contracts_table.c.id).where(contracts_table.c.id.in_(ids), came)
    return set(connection.execute(query).scalars())


def _worked_out(books: Books) -> DayProof:
    figures = (check(books) for check in WORKED_OUT)
    return DayProof(books.contract, books.day, tuple(figure for figure in figures if figure is not None))
