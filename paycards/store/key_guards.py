"""Let the guard of a table's keys stand aside for one large load of our own.

On SQLite a trigger looks for each new row's key, so that no client can replace a row. It would add a fifth
to a large night. Our own loads never replace, and their transaction is the only writer: so the guard
is taken away and put back within it, no other client sees the database without it, and what ends the
transaction early brings it back as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

LARGE_ROWS = 5_000  # fewer are quicker with the guard than with its going and coming


@contextmanager
def set_aside(connection: Connection, table: str, rows: int) -> Iterator[None]:
    """Do without the guard of `table` until the block is left in good order, where `rows` are many."""
    found = _definition(connection, table) if rows >= LARGE_ROWS else None
    if found:
        connection.exec_driver_sql(f"DROP TRIGGER {_name(table)}")
    yield
    if found:
        connection.exec_driver_sql(found)


def _definition(connection: Connection, table: str) -> str | None:
    if connection.dialect.name != "sqlite":
        return None
    query = text("SELECT sql FROM main.sqlite_master WHERE type = 'trigger' AND name = :name")
    definition: str | None = connection.execute(query, {"name": _name(table)}).scalar()
    return definition


def _name(table: str) -> str:
    return f"{table}_keep_key"
