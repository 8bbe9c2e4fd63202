"""A table for the length of one step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zlib import crc32

from sqlalchemy import Column, Connection, Dialect, MetaData, Table

_known: dict[tuple[object, ...], Table] = {}


@contextmanager
def temporary(connection: Connection, name: str, *columns: Column[Any]) -> Iterator[Table]:
    """Create a temporary table whose name begins with `name`; drop it if the block ends in good order."""
    table = _table(connection.dialect, name, columns)
    table.create(connection)
    yield table
    table.drop(connection)


def _table(dialect: Dialect, name: str, columns: tuple[Column[Any], ...]) -> Table:
    """One object for all that are alike: to compile a small step takes longer than the step.

    Its name tells its columns too: PostgreSQL refuses a prepared statement whose columns have become others.
    """
    alike = (dialect.name, name, *(_said(dialect, column) for column in columns))
    if alike not in _known:
        own_name = f"{name}_{crc32(repr(alike).encode()):08x}"
        _known[alike] = Table(own_name, MetaData(), *columns, prefixes=["TEMPORARY"])
    return _known[alike]


def _said(dialect: Dialect, column: Column[Any]) -> tuple[object, ...]:
    """All that a column is on a database: its type there may be another than what it is written as."""
    there = column.type.dialect_impl(dialect)
    return column.name, repr(column.type), repr(there), column.primary_key, column.nullable, column.index
