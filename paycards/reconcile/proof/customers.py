"""`customers`: what was posted to customers that day against what of it stands in the outgoing files.

Funds without an outgoing file stand on neither side. What is placed after the night leaves with the next one:
the right side is unknown while the day is not over, or something of it has not left and no later night ran.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, literal_column, not_, or_, select

from paycards.clock import local_date
from paycards.reconcile.proof.books import Books, DayBooks
from paycards.reconcile.proof.figure import Figure, Part, of_parts, unknown
from paycards.store.among import among
from paycards.store.sums import whole_sum
from paycards.store.tables.accounts import accounts
from paycards.store.tables.files import files
from paycards.store.tables.ledger import batches, postings
from paycards.store.tables.outgoing import outgoing_batches, outgoing_held, outgoing_runs

Sums = tuple[int, int, str, int]  # batch, contract, fund, pence


@dataclass(frozen=True)
class Leaving:
    """What was posted to the customers of each fund, and what of it left; what they lose is negative.

    `waiting` are the funds of which something has not left, though it may sum to nothing, as a move does.
    """

    posted: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    waiting: set[str] = field(default_factory=set)


def customers(books: Books) -> Figure:
    """Compare the postings of a day to customers with those that left."""
    parts = list(_parts(books))
    figure = of_parts("customers", parts)
    if not parts or _has_left(books) or books.its(_next_night_has_run):
        return figure
    left = [part for part in parts if part.side == "left"]
    return unknown("customers", left, "right", "the next night has not run")


def _parts(books: Books) -> Iterator[Part]:
    funds = _funds(books)
    if not funds:
        return
    leaving = books.its(_leaving)
    for fund in sorted(funds & leaving.posted.keys()):
        yield Part("left", f"posted to {fund}", leaving.posted[fund])
        yield Part("right", f"in the outgoing files of {fund}", leaving.left[fund])


def _funds(books: Books) -> set[str]:
    """The funds of the contract's council that have an outgoing file."""
    return {table.fund for table in books.contract.council.outgoing}


def _has_left(books: Books) -> bool:
    """Whether the day is over, and nothing of it waits for a night."""
    is_over = local_date(books.now) > books.day
    return is_over and not _funds(books) & books.its(_leaving).waiting


def _next_night_has_run(books: DayBooks) -> Mapping[int, bool]:
    query = select(outgoing_runs.c.council_id).where(outgoing_runs.c.night > books.day).distinct()
    councils = set(books.connection.execute(query).scalars())
    return {each.id: each.council_id in councils for each in books.contracts}


def _leaving(books: DayBooks) -> Mapping[int, Leaving]:
    """What was posted and left of each contract.

    The batches of the day come first: they are few, and all postings of one leave with its run. What the run
    held back, which is little, is taken off again.
    """
    of_day = books.connection.execute(_batches_of(books)).all()
    left_with = {batch.id: batch.run_id for batch in of_day}
    found = {contract_id: Leaving() for contract_id in books.ids}
    for batch_id, contract_id, fund, pence in (*_decided(books, of_day), *_moved(books, of_day)):
        found[contract_id].posted[fund] += pence
        if left_with[batch_id] is not None:
            found[contract_id].left[fund] += pence
        else:
            found[contract_id].waiting.add(fund)
    for _, contract_id, fund, pence in _held_back(books, left_with):
        found[contract_id].left[fund] -= pence
        found[contract_id].waiting.add(fund)
    return found


def _batches_of(books: DayBooks) -> Select[Any]:
    """The batches of the day: each decides the first of one file's payments, or moves payments of any."""
    councils = {each.council_id for each in books.contracts}
    which = batches.outerjoin(files, files.c.id == batches.c.file_id).outerjoin(
        outgoing_batches, outgoing_batches.c.batch_id == batches.c.id
    )
    return (
        select(batches.c.id, batches.c.file_id, outgoing_batches.c.run_id)
        .select_from(which)
        .where(batches.c.council_id.in_(councils), batches.c.booked_on == books.day)
        .where(or_(batches.c.file_id.is_(None), files.c.contract_id.in_(books.ids)))
    )


def _decided(books: DayBooks, of_day: Iterable[Row[Any]]) -> Sequence[Sums]:
    """What first decisions posted, found by their files; kept, because a batch never changes."""
    first = {batch.id: batch.file_id for batch in of_day if batch.file_id is not None}
    of_files = among(postings.c.file_id, set(first.values()))
    which = and_(of_files, among(postings.c.batch_id, first), postings.c.step == literal_column("0"))

    def read() -> Sequence[Sums]:
        return _sums(books, postings, which) if first else ()

    return books.kept.of(("posted", books.ids, books.day.day), (books.day, *sorted(first)), read)


def _moved(books: DayBooks, of_day: Iterable[Row[Any]]) -> Sequence[Sums]:
    """What later steps moved."""
    later = [batch.id for batch in of_day if batch.file_id is None]
    which = and_(postings.c.step > literal_column("0"), among(postings.c.batch_id, later))
    return _sums(books, postings, which) if later else ()


def _held_back(books: DayBooks, left_with: Mapping[int, int | None]) -> Sequence[Sums]:
    """What the runs of these batches held back, and what has not left since."""
    runs = {run_id for run_id in left_with.values() if run_id is not None}
    waits = and_(outgoing_held.c.run_id.in_(runs), outgoing_held.c.left_run_id.is_(None))
    which = and_(waits, among(postings.c.batch_id, left_with))
    return _sums(books, outgoing_held.join(postings, _same_posting()), which) if runs else ()


def _sums(books: DayBooks, source: FromClause, which: ColumnElement[bool]) -> Sequence[Sums]:
    """The sums of postings by batch, contract and fund; what debits a customer is negative.

    Nearly every posting debits a clearing account, which is known without looking it up among customers.
    """
    clearing = among(postings.c.debit_id, (each.clearing_id for each in books.contracts))
    found: list[Sums] = []
    for customer, pence, its in (
        (postings.c.credit_id, postings.c.amount_pence, which),
        (postings.c.debit_id, -postings.c.amount_pence, and_(which, not_(clearing))),
    ):
        by = (postings.c.batch_id, files.c.contract_id, accounts.c.fund)
        query = (
            select(*by, whole_sum(pence))
            .select_from(
                source.join(accounts, accounts.c.id == customer).join(files, files.c.id == postings.c.file_id)
            )
            .where(its, files.c.contract_id.in_(books.ids))
            .group_by(*by)
        )
        found += [tuple(row) for row in books.connection.execute(query)]
    return found


def _same_posting() -> ColumnElement[bool]:
    key = ("file_id", "row_no", "step", "part")
    return and_(*(outgoing_held.c[name] == postings.c[name] for name in key))
