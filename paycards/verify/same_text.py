"""Whether both sides tell the same rows of a council, by their text.

PostgreSQL sends its rows as text by COPY, and Arrow reads those of the originals and writes them in the same
format: neither makes a Python object of any value. In that format no two different rows are alike, so equal
texts are equal rows. Texts that differ prove nothing yet: a flag, for one, is written in two ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, LargeBinary, String

from paycards.store.copy_text import copy_text
from paycards.store.rows import one_ahead
from paycards.verify.check import CHUNK_ROWS, Check, Database, Sides, ordered

if TYPE_CHECKING:
    import pyarrow as pa


def same_text(check: Check, sides: Sides, council_id: int) -> bool:
    """Whether all rows of the database are those of the originals; False where their texts cannot tell."""
    types = {column.name: column.type for column in check.query(council_id).selected_columns}
    if any(isinstance(type_, LargeBinary) for type_ in types.values()):
        return False
    first = ", ".join(f"{_sample(type_)} AS {name}" for name, type_ in types.items())
    theirs = ordered(check, council_id, Database.of(sides.originals))
    rows = f"SELECT {first} UNION ALL SELECT * FROM ({theirs} LIMIT -1)"  # noqa: S608 - made of our own statements
    ours = ordered(check, council_id, Database.of(sides.database))
    return _sends(sides.database, ours, one_ahead(_texts(sides.path, rows)))


def _sample(type_: Any) -> str:
    """A first row tells Arrow the type of each column: the rows themselves may begin with nothing there."""
    return "''" if isinstance(type_, String) else "0"


def _texts(path: Path, rows: str) -> Iterator[bytes]:
    """The rows of an SQLite database as text, but for the first."""
    skipped = 1
    for batch in _batches(path, rows):
        if batch.num_rows > skipped:
            yield bytes(copy_text(batch.slice(skipped), {}))
        skipped = 0


def _batches(path: Path, rows: str) -> Iterator[pa.RecordBatch]:
    from adbc_driver_sqlite import dbapi

    with dbapi.connect(path.as_uri()) as connection, connection.cursor() as cursor:
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(CHUNK_ROWS)})
        cursor.execute(rows)
        yield from cursor.fetch_record_batch()


def _sends(database: Connection, statement: str, texts: Iterator[bytes]) -> bool:
    """Whether a database sends exactly these texts. It sends all: to stop it would end the transaction."""
    driver: Any = database.connection
    with driver.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT") as sent:
        same = _same(iter(sent), texts)
        for _ in sent:
            same = False
    return same


def _same(sent: Iterator[memoryview], texts: Iterator[bytes]) -> bool:
    from adbc_driver_manager import Error

    try:
        return all(_next(sent, len(text)) == text for text in texts)
    except Error:  # a value of another type than its column's
        return False


def _next(sent: Iterator[memoryview], size: int) -> bytearray:
    """What is sent next, row by row: exactly `size` bytes where the rows are the same.

    No row is kept as an object of its own: Python would look through all of them for cycles, again and again.
    """
    text = bytearray()
    while len(text) < size and (row := next(sent, None)):
        text += row
    return text
