"""`stated`: the closing balance of a supplier's statement against what it holds by our files.

Only suppliers that send statements have it, on the days that a statement closes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from paycards.access.contracts import ContractRow
from paycards.reconcile.by_contract import by_contract
from paycards.reconcile.proof.books import Books, DayBooks
from paycards.reconcile.proof.figure import Figure, Part, of_parts
from paycards.reconcile.settlement.remittance import Remittance, remittances_of
from paycards.reconcile.settlement.settled import CHARGE
from paycards.store.sums import whole_sum
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.files import accepted_files, files, supplier_statements
from paycards.store.tables.lines import same_line
from paycards.store.tables.settlement import WITH_ENDS, matches, opening_items, stands

EVER = dt.date(9000, 1, 1)  # a statement of a day may come on a later one


def stated(books: Books) -> Figure | None:
    """Compare a statement with our files; None where none closes on this day."""
    statement = books.its(_statements)
    if statement is None:
        return None
    opened = (
        Part("right", "owed before the first file", row.amount_pence, row.due) for row in books.its(_opened)
    )
    parts = [
        Part("left", "closing balance of the statement", statement.closing_pence, statement.name),
        *_stated_dues(books.its(_made), books.day),
        *opened,
        Part("right", "remitted by the bank", -books.its(_remitted_pence)),
    ]
    return of_parts("stated", parts)


def _statements(books: DayBooks) -> Mapping[int, Row[Any] | None]:
    """The statement of each contract that closes on the day: of several the last, or what corrects it."""
    query: Select[Any] = (
        select(supplier_statements.c.contract_id, files.c.name, supplier_statements.c.closing_pence)
        .join_from(supplier_statements, files, files.c.id == supplier_statements.c.file_id)
        .join(accepted_files, accepted_files.c.file_id == files.c.id)
        .where(
            supplier_statements.c.contract_id.in_(books.ids), supplier_statements.c.closing_on == books.day
        )
        .order_by(files.c.position.nulls_last(), files.c.id)
    )
    return dict.fromkeys(books.ids) | {row.contract_id: row for row in books.connection.execute(query)}


def _those_with_one(books: DayBooks) -> list[ContractRow]:
    return [each for each in books.contracts if books.once(_statements)[each.id] is not None]


def _made(books: DayBooks) -> Mapping[int, Sequence[Remittance]]:
    """What was to be remitted for statements, whenever they came."""
    found = remittances_of(books.connection, _those_with_one(books), EVER)
    return {contract_id: each.made for contract_id, each in found.items()}


def _stated_dues(made: Iterable[Remittance], day: dt.date) -> Iterator[Part]:
    until = [each for each in made if each.maker.closing_on and each.maker.closing_on <= day]
    earlier = sum(each.amount_pence for each in until if each.maker.closing_on != day)
    yield Part("right", "dues of earlier statements", earlier)
    for each in until:
        if each.maker.closing_on == day:
            yield Part("right", "due of this statement", each.amount_pence, each.maker.key)


def _opened(books: DayBooks) -> Mapping[int, Sequence[Row[Any]]]:
    query = (
        select(opening_items.c.contract_id, opening_items.c.due, opening_items.c.amount_pence)
        .where(opening_items.c.contract_id.in_(books.ids))
        .order_by(opening_items.c.due_on, opening_items.c.due)
    )
    return by_contract(books.ids, books.connection.execute(query))


def _remitted_pence(books: DayBooks) -> Mapping[int, int]:
    """What the bank says that each supplier paid by the end of a day, whenever that came to be known.

    What the bank took of it was paid too; what the supplier took as its own charge is no payment.
    """
    entry = bank_entries.c
    of_contracts = entry.contract_id.in_(books.ids) & (entry.booked_on <= books.day)
    came = select(entry.contract_id, whole_sum(entry.amount_pence + entry.charges_pence))
    charged = select(entry.contract_id, whole_sum(matches.c.amount_pence)).select_from(
        WITH_ENDS.join(bank_entries, same_line(bank_entries, matches))
    )
    its_charge = charged.where(matches.c.due == CHARGE, stands())
    paid = dict.fromkeys(books.ids, 0)
    for sign, query in ((1, came), (-1, its_charge)):
        for contract_id, pence in books.connection.execute(
            query.where(of_contracts).group_by(entry.contract_id)
        ):
            paid[contract_id] += sign * pence
    return paid
