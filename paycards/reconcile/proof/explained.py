"""`explained`: the balance of the clearing account against open dues and bank money without a due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlalchemy import Connection, select

from paycards.access.contracts import ContractRow
from paycards.reconcile.proof.books import Books
from paycards.reconcile.proof.figure import Figure, Part, of_parts
from paycards.reconcile.proof.moved_beside import FEES, SUSPENSE, Moved
from paycards.reconcile.settlement.dues import owed_of
from paycards.reconcile.settlement.settled import settled_by
from paycards.store.sums import whole_sum
from paycards.store.tables import matches
from paycards.store.tables.settlement import WITH_ENDS, stood


def explained(books: Books) -> Figure:
    """Compare the balance of the clearing account with all that explains it."""
    parts = [
        Part("left", "balance of the clearing account", books.clearing_pence),
        *_open_dues(books.connection, books.contract, books.day),
        *_unapplied(books),
        *_in_transit(each for each in books.moved if each.kind == SUSPENSE),
    ]
    return of_parts("explained", parts)


def _open_dues(connection: Connection, contract: ContractRow, day: dt.date) -> Iterator[Part]:
    """What is open of each due by the books: a fee counts once it is posted."""
    settled = settled_by(connection, contract.id, day)
    owed = owed_of(connection, contract, day)
    for due in owed.dues:
        of_it = settled.get(due.key)
        pence = due.amount_pence - (of_it.pence + of_it.fee_pence if of_it else 0)
        if pence:
            yield Part("right", f"open due of {due.due_on:%d %B %Y}", pence, due.key)
    if owed.unstated_pence:
        yield Part("right", "not yet on a statement", owed.unstated_pence)


def _unapplied(books: Books) -> Iterator[Part]:
    """What is open of each entry: its amount, with charges that are posted, less its matches."""
    taken = _matched(books)
    for fee in books.moved:
        if fee.kind == FEES:
            taken[fee.place] += fee.pence
    for _, same in groupby(books.remitted, key=lambda each: each.place):
        entries = list(same)
        pence = sum(each.pence for each in entries) - taken[entries[0].place]
        if pence:
            day = entries[0].bank_day
            yield Part("right", f"bank money of {day:%d %B %Y}", -pence, entries[0].source)


def _in_transit(returned: Iterable[Moved]) -> Iterator[Part]:
    """What was given back to the supplier and is not yet in a later file of it."""
    pence = sum(each.pence for each in returned)
    if pence:
        yield Part("right", "returned to the supplier, not yet adjusted", pence)


def _matched(books: Books) -> Counter[tuple[int, int]]:
    """What the matches of each entry took by the end of the day, what the supplier kept included."""
    took = whole_sum(matches.c.amount_pence + matches.c.fee_pence)
    query = (
        select(matches.c.file_id, matches.c.row_no, took)
        .select_from(WITH_ENDS)
        .where(matches.c.contract_id == books.contract.id, stood(books.day))
        .group_by(matches.c.file_id, matches.c.row_no)
    )
    return Counter({(file, row): int(pence) for file, row, pence in books.connection.execute(query)})
