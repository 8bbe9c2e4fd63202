"""The rows of a large query, a chunk at a time.

SQLite's cursor is asked itself, because SQLAlchemy's row objects would cost as much again as the
query; so a date is ISO 8601 text there and a date from PostgreSQL, which as text is the same.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from sqlalchemy import Connection, Select

CHUNK_ROWS = 10_000  # held in memory at once


def chunks(connection: Connection, query: Select[Any]) -> Generator[Sequence[Sequence[Any]], None, None]:
    """Yield the rows of `query` in tuples; no chunk is empty. The database keeps what is not fetched yet.

    Whoever may stop before the end closes it while the connection is open.
    """
    streamed = {"yield_per": CHUNK_ROWS} if connection.dialect.name == "postgresql" else {}
    with connection.execute(query, execution_options=streamed) as result:
        source: Any = result if streamed else result.cursor
        while rows := source.fetchmany(CHUNK_ROWS):
            yield rows
