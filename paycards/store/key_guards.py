"""Let the guards that look at each new row of a table stand aside for one large load of our own.

On SQLite a trigger looks for each new row's key, so that no client can replace a row, and another whether
each posting joins an open batch. They would add a third to a large night. Our own loads never replace, post
to the one batch that their step has opened, and their transaction is the only writer: so the guards are
taken away and put back within it, no other client sees the database without them, and what ends the
transaction early brings them back as well. How many postings a batch has, and of which file, its closing
asks of all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, column, select, table

LARGE_ROWS = 5_000  # fewer are quicker with the guards than with their going and coming
OF_EACH_ROW = ("keep_key", "open_batch")
_schema = table("sqlite_master", column("type"), column("name"), column("sql"), schema="main")


@contextmanager
def set_aside(connection: Connection, table: str, rows: int) -> Iterator[None]:
    """Do without the guards of `table` until the block is left in good order, where `rows` are many."""
    found = _definitions(connection, table) if rows >= LARGE_ROWS else {}
    for name in found:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for definition in found.values():
        connection.exec_driver_sql(definition)


def _definitions(connection: Connection, table: str) -> dict[str, str]:
    if connection.dialect.name != "sqlite":
        return {}
    names = [f"{table}_{guard}" for guard in OF_EACH_ROW]
    triggers = select(_schema.c.name, _schema.c.sql).where(_schema.c.type == "trigger")
    return {row.name: row.sql for row in connection.execute(triggers.where(_schema.c.name.in_(names)))}
