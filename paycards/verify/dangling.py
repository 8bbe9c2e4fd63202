"""Rows that name others which are not there: what foreign keys refuse while they are on.

A database in which they were off for a while does not look at its rows again by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
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

from paycards.store.tables.every import metadata


def dangling_rows(database: Connection) -> Iterator[tuple[str, int]]:
    """Give each foreign key that is broken, in words, and by how many rows."""
    for key, broken in _questions():
        count = int(database.execute(broken).scalar_one())
        if count:
            yield key, count


@cache
def _questions() -> list[tuple[str, Select[Any]]]:
    return [
        (f"{table.name}: {', '.join(key.column_keys)}", _broken(table, key))
        for table in metadata.sorted_tables
        for key in sorted(table.foreign_key_constraints, key=lambda key: tuple(key.column_keys))
    ]


def _broken(table: Table, key: ForeignKeyConstraint) -> Select[Any]:
    named = key.referred_table.alias("named")
    pairs = [(element.parent, named.c[element.column.name]) for element in key.elements]
    same: ColumnElement[bool] = and_(*(ours == theirs for ours, theirs in pairs))
    names_one = and_(*(ours.is_not(None) for ours, _ in pairs))
    there = select(literal(1)).select_from(named).where(same).exists()
    return select(func.count()).select_from(table).where(names_one, ~there)
