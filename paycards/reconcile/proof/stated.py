"""`stated`: the closing balance of a supplier's statement against what it holds by our files.

Only suppliers that send statements have it, on the days that a statement closes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from paycards.access.contracts import ContractRow
from paycards.reconcile.proof.books import Books
from paycards.reconcile.proof.figure import Figure, Part, of_parts
from paycards.reconcile.settlement.remittance import remittances
from paycards.reconcile.settlement.settled import CHARGE
from paycards.store.sums import whole_sum
from paycards.store.tables import (
    accepted_files,
    bank_entries,
    files,
    matches,
    opening_items,
    supplier_statements,
)
from paycards.store.tables.lines import same_line
from paycards.store.tables.settlement import WITH_ENDS, stands

EVER = dt.date(9000, 1, 1)  # a statement of a day may come on a later one


def stated(books: Books) -> Figure | None:
    """Compare a statement with our files; None where none closes on this day."""
    connection, contract, day = books.connection, books.contract, books.day
    statement = _statement(connection, contract.id, day)
    if statement is None:
        return None
    parts = [
        Part("left", "closing balance of the statement", statement.closing_pence, statement.name),
        *_stated_dues(connection, contract, day),
        *_opening_items(connection, contract.id),
        Part("right", "remitted by the bank", -_remitted_pence(connection, contract.id, day)),
    ]
    return of_parts("stated", parts)


def _statement(connection: Connection, contract_id: int, day: dt.date) -> Row[Any] | None:
    query: Select[Any] = (
        select(files.c.name, supplier_statements.c.closing_pence)
        .join_from(supplier_statements, files, files.c.id == supplier_statements.c.file_id)
        .join(accepted_files, accepted_files.c.file_id == files.c.id)
        .where(supplier_statements.c.contract_id == contract_id, supplier_statements.c.closing_on == day)
        .order_by(files.c.position.desc(), files.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).first()


def _stated_dues(connection: Connection, contract: ContractRow, day: dt.date) -> Iterator[Part]:
    made = [
        each
        for each in remittances(connection, contract, EVER).made
        if each.maker.closing_on and each.maker.closing_on <= day
    ]
    earlier = sum(each.amount_pence for each in made if each.maker.closing_on != day)
    yield Part("right", "dues of earlier statements", earlier)
    for each in made:
        if each.maker.closing_on == day:
            yield Part("right", "due of this statement", each.amount_pence, each.maker.key)


def _opening_items(connection: Connection, contract_id: int) -> Iterator[Part]:
    query = (
        select(opening_items.c.due, opening_items.c.amount_pence)
        .where(opening_items.c.contract_id == contract_id)
        .order_by(opening_items.c.due_on, opening_items.c.due)
    )
    for due, pence in connection.execute(query):
        yield Part("right", "owed before the first file", pence, due)


def _remitted_pence(connection: Connection, contract_id: int, as_of: dt.date) -> int:
    """What the bank says that the supplier paid by the end of a day, whenever that came to be known.

    What the bank took of it was paid too; what the supplier took as its own charge is no payment.
    """
    entry = bank_entries.c
    of_contract = (entry.contract_id == contract_id) & (entry.booked_on <= as_of)
    paid = select(whole_sum(entry.amount_pence + entry.charges_pence)).where(of_contract)
    charged = (
        select(whole_sum(matches.c.amount_pence))
        .select_from(WITH_ENDS.join(bank_entries, same_line(bank_entries, matches)))
        .where(of_contract, matches.c.due == CHARGE, stands())
    )
    return int(connection.execute(paid).scalar_one()) - int(connection.execute(charged).scalar_one())
