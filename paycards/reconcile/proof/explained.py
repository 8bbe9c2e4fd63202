"""`explained`: the balance of the clearing account against open dues and bank money without a due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, and_, case, cast, func, select

from paycards.access.contracts import ContractRow
from paycards.reconcile.proof.books import Books
from paycards.reconcile.proof.figure import Figure, Part, of_parts
from paycards.reconcile.proof.moved_beside import FEES, SUSPENSE, Moved
from paycards.reconcile.settlement.dues import owed_of
from paycards.reconcile.settlement.settled import settled_by
from paycards.store.tables import bank_entries, files, match_ends, matches
from paycards.store.tables.lines import same_line
from paycards.store.tables.settlement import stood


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
    charged: dict[tuple[int, int], int] = {}
    for fee in books.moved:
        if fee.kind == FEES:
            charged[fee.place] = charged.get(fee.place, 0) - fee.pence
    for entry in _entries(books.connection, books.contract.id, books.day):
        pence = entry.amount_pence + charged.get((entry.file_id, entry.row_no), 0) - entry.matched_pence
        if pence:
            yield Part(
                "right", f"bank money of {entry.booked_on:%d %B %Y}", -pence, f"{entry.name}:{entry.row_no}"
            )


def _in_transit(returned: Iterable[Moved]) -> Iterator[Part]:
    """What was given back to the supplier and is not yet in a later file of it."""
    pence = sum(each.pence for each in returned)
    if pence:
        yield Part("right", "returned to the supplier, not yet adjusted", pence)


def _entries(connection: Connection, contract_id: int, day: dt.date) -> list[Row[Any]]:
    live = and_(same_line(matches, bank_entries), stood(day))
    of_live = case((live, matches.c.amount_pence + matches.c.fee_pence), else_=0)
    matched = cast(func.sum(of_live), BigInteger)  # PostgreSQL sums into decimals
    columns = (
        *(bank_entries.c[name] for name in ("file_id", "row_no", "booked_on", "amount_pence")),
        files.c.name,
    )
    query = (
        select(*columns, matched.label("matched_pence"))
        .select_from(
            bank_entries.join(files, files.c.id == bank_entries.c.file_id)
            .outerjoin(matches, same_line(matches, bank_entries))
            .outerjoin(match_ends, match_ends.c.match_id == matches.c.id)
        )
        .where(bank_entries.c.contract_id == contract_id, bank_entries.c.booked_on <= day)
        .group_by(*columns)
        .order_by(bank_entries.c.file_id, bank_entries.c.row_no)
    )
    return list(connection.execute(query))
