"""A table for the length of one step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table

_known: dict[str, Table] = {}


@contextmanager
def temporary(connection: Connection, name: str, *columns: Column[Any]) -> Iterator[Table]:
    """Create a temporary table, and drop it again when the block is left in good order."""
    table = _table(name, columns)
    table.create(connection)
    yield table
    table.drop(connection)


def _table(name: str, columns: tuple[Column[Any], ...]) -> Table:
    """One object for all that are alike: to compile a small step takes longer than the step."""
    alike = f"{name}: {columns}"
    if alike not in _known:
        _known[alike] = Table(name, MetaData(), *columns, prefixes=["TEMPORARY"])
    return _known[alike]
