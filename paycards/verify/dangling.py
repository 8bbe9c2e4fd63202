"""Rows that name others which are not there: what foreign keys refuse while they are on.

A database in which they were off for a while does not look at its rows again by itself. Some tables that
grow with each payment have none; of these, what no council's own rows would show is looked at here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKeyConstraint,
    Select,
    Table,
    and_,
    func,
    literal,
    select,
)

from paycards.store.tables.councils import contracts
from paycards.store.tables.every import metadata
from paycards.store.tables.ledger import batch_controls, batches
from paycards.store.tables.lines import natural_keys

_WITHOUT_A_KEY: tuple[tuple[Column[Any], Column[Any]], ...] = (
    (natural_keys.c.contract_id, contracts.c.id),
    (batch_controls.c.batch_id, batches.c.id),
)


def dangling_rows(database: Connection) -> Iterator[tuple[str, int]]:
    """Give each foreign key that is broken, in words, and by how many rows."""
    for key, broken in _questions():
        count = int(database.execute(broken).scalar_one())
        if count:
            yield key, count


@cache
def _questions() -> list[tuple[str, Select[Any]]]:
    by_key = [
        (f"{table.name}: {', '.join(key.column_keys)}", _broken(table, _pairs_of(key)))
        for table in metadata.sorted_tables
        for key in sorted(table.foreign_key_constraints, key=lambda key: tuple(key.column_keys))
    ]
    without = [
        (f"{ours.table.name}: {ours.name}", _broken(ours.table, [(ours, theirs)]))
        for ours, theirs in _WITHOUT_A_KEY
    ]
    return by_key + without


def _pairs_of(key: ForeignKeyConstraint) -> list[tuple[Column[Any], Column[Any]]]:
    return [(element.parent, element.column) for element in key.elements]


def _broken(table: Table, names: list[tuple[Column[Any], Column[Any]]]) -> Select[Any]:
    named = names[0][1].table.alias("named")
    pairs = [(ours, named.c[theirs.name]) for ours, theirs in names]
    same: ColumnElement[bool] = and_(*(ours == theirs for ours, theirs in pairs))
    names_one = and_(*(ours.is_not(None) for ours, _ in pairs))
    there = select(literal(1)).select_from(named).where(same).exists()
    return select(func.count()).select_from(table).where(names_one, ~there)
