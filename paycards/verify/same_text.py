"""Whether both sides tell the same rows of a council, by a digest of their text.

PostgreSQL sends its rows as text by COPY, and Arrow reads those of the originals and writes them in the same
format: neither makes a Python object of any value. In that format no two different rows are alike, so texts
of one SHA-256 are the same rows. Texts that differ prove nothing yet: a flag, say, is written in two ways.

What the database tells is read while the originals are replayed, for then the server has nothing to do. It
holds where nothing was done to the council since, and else is read again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, LargeBinary, String, func, select, text

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.store.copied import copied
from paycards.store.copy_text import copy_text
from paycards.store.tables.audit import audit_trail
from paycards.verify.check import CHUNK_ROWS, Check, Database, Sides, ordered

if TYPE_CHECKING:
    import pyarrow as pa

PART_BYTES = 1 << 16  # of a text, digested at once
SETTINGS = (
    "random_page_cost = 1",  # lines and postings lie in the order of their keys, which no statistics tell
    "enable_sort = off",  # nor that a council has them all, so that sorting them looks cheap
    "max_parallel_workers_per_gather = 0",  # the other processors are at work on the originals
)


@dataclass(frozen=True)
class Beforehand:
    """What a council's rows were when its trail ended with the entry of this number: digests by statement."""

    number: int
    digests: Mapping[str, bytes]

    def at(self, number: int) -> Mapping[str, bytes]:
        """The digests that still hold when the trail ends with the entry of this number."""
        return self.digests if number == self.number else {}


def read_beforehand(visit: Visit, council_id: int, checks: Sequence[Check]) -> Beforehand:
    """Read what PostgreSQL tells of a council; SQLite looks at both sides by itself, later."""
    if visit.installation.engine.dialect.name != "postgresql":
        return Beforehand(0, {})
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        database = seen.connection
        set_up(database)
        newest = select(func.max(audit_trail.c.number)).where(audit_trail.c.council_id == council_id)
        number = database.execute(newest).scalar() or 0
        asked = (
            ordered(check, council_id, Database.of(database))
            for check in checks
            if _is_text(check, council_id)
        )
        return Beforehand(number, {statement: _digest_of_copy(database, statement) for statement in asked})


def set_up(database: Connection) -> None:
    """Let PostgreSQL read in the order of an index rather than sort."""
    for setting in SETTINGS:
        database.execute(text(f"SET LOCAL {setting}"))


def same_text(check: Check, sides: Sides, council_id: int) -> bool:
    """Whether all rows of the database are those of the originals; False where their texts cannot tell."""
    if not _is_text(check, council_id):
        return False
    theirs = _digest_of_originals(check, sides, council_id)
    statement = ordered(check, council_id, Database.of(sides.database))
    ours = sides.digests.get(statement)
    if ours is None:
        with sides.turn:
            ours = _digest_of_copy(sides.database, statement)
    return ours == theirs


def _is_text(check: Check, council_id: int) -> bool:
    types = [column.type for column in check.query(council_id).selected_columns]
    return not any(isinstance(type_, LargeBinary) for type_ in types)


def _digest_of_copy(database: Connection, statement: str) -> bytes:
    digest = hashlib.sha256()
    for part in copied(database, f"COPY ({statement}) TO STDOUT", part_bytes=PART_BYTES):
        digest.update(part)
    return digest.digest()


def _digest_of_originals(check: Check, sides: Sides, council_id: int) -> bytes | None:
    """None where a value is of another type than its column's."""
    from adbc_driver_manager import Error

    digest = hashlib.sha256()
    try:
        for part in _texts(sides.path, _with_sample(check, sides, council_id)):
            digest.update(part)
    except Error:
        return None
    return digest.digest()


def _with_sample(check: Check, sides: Sides, council_id: int) -> str:
    """The rows after one that tells Arrow the type of each column: they may begin with nothing there."""
    columns = check.query(council_id).selected_columns
    sample = ", ".join(f"{_sample(column.type)} AS {column.name}" for column in columns)
    rows = ordered(check, council_id, Database.of(sides.originals))
    return f"SELECT {sample} UNION ALL SELECT * FROM ({rows} LIMIT -1)"  # noqa: S608 - made of our own statements


def _sample(type_: Any) -> str:
    return "''" if isinstance(type_, String) else "0"


def _texts(path: Path, rows: str) -> Iterator[memoryview]:
    """The rows of an SQLite database as text, but for the first."""
    skipped = 1
    for batch in _batches(path, rows):
        if batch.num_rows > skipped:
            yield copy_text(batch.slice(skipped), {})
        skipped = 0


def _batches(path: Path, rows: str) -> Iterator[pa.RecordBatch]:
    from adbc_driver_sqlite import dbapi

    with dbapi.connect(path.as_uri()) as connection, connection.cursor() as cursor:
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(CHUNK_ROWS)})
        cursor.execute(rows)
        yield from cursor.fetch_record_batch()
