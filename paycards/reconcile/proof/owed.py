"""`owed`: what the supplier owes by what came and what it paid, against the balance of its clearing account.

The left side is summed up from the files, the bank's entries and what was kept or given back, day after
day; it never asks the clearing account, so that nothing wrong there is carried along unseen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from paycards.clock import ONE_DAY
from paycards.reconcile.proof.books import Books
from paycards.reconcile.proof.figure import Figure, Part, of_parts
from paycards.reconcile.settlement.accepted import accepted_by
from paycards.store.sums import whole_sum
from paycards.store.tables import bank_entries, files


def owed(books: Books) -> Figure:
    """Compare what is owed at the end of a day with the balance of the clearing account."""
    balance = Part("right", "balance of the clearing account", books.clearing_pence)
    return of_parts("owed", [*_owed(books), balance])


def _owed(books: Books) -> Iterator[Part]:
    yield Part("left", f"owed at the end of {books.day - ONE_DAY:%d %B %Y}", _owed_before(books))
    for file in books.files:
        yield Part("left", "received", file.total_pence, file.name)
        if file.duplicates_pence or file.till_pence:
            kept = -file.duplicates_pence - file.till_pence
            yield Part("left", "duplicates, and the council's own terminals", kept, file.name)
    for entry in _remitted(books.connection, books.contract.id, books.day):
        yield Part("left", "remitted by the bank", -entry.amount_pence, f"{entry.name}:{entry.row_no}")
    for moved in books.moved:
        if moved.booked_on == books.day:
            yield Part("left", moved.what, moved.pence, moved.source)


def _owed_before(books: Books) -> int:
    """What the supplier owed at the end of the day before, by all that came and that it paid by then."""
    before = books.day - ONE_DAY
    accepted = accepted_by(books.connection, books.contract.id, before)
    files_pence = sum(file.amount_pence for file in accepted if file.kind == "payments")
    moved = sum(each.pence for each in books.moved if each.booked_on <= before)
    return files_pence + moved - remitted_pence(books.connection, books.contract.id, before)


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
