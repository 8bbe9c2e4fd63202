"""The rows of a large query, a chunk at a time.

SQLite's cursor is asked itself, because SQLAlchemy's row objects would cost as much again as the
query; so a date is ISO 8601 text there and a date from PostgreSQL, which as text is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Select

CHUNK_ROWS = 10_000  # held in memory at once


@contextmanager
def chunks(connection: Connection, query: Select[Any]) -> Iterator[Iterator[Sequence[Sequence[Any]]]]:
    """Give the rows of `query` in tuples, some at a time; no chunk is empty.

    The database keeps what is not fetched yet, until the block ends in whatever way.
    """
    streamed = {"yield_per": CHUNK_ROWS} if connection.dialect.name == "postgresql" else {}
    with connection.execute(query, execution_options=streamed) as result:
        source: Any = result if streamed else result.cursor
        yield iter(lambda: source.fetchmany(CHUNK_ROWS), [])
