"""Let rows wait in a file for their turn in the database, in the form that it takes fastest.

The thread that reads the next file leaves its rows here and holds none in memory. For SQLite they become a
database that is attached and copied from: Arrow's own driver writes it without making a Python object of
each value, and beside the thread that is at work in the real database. For PostgreSQL they become an
Arrow stream, which is sent on by COPY.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, Table

from paycards.errors import TryAgain
from paycards.left_overs import temporary_folder
from paycards.store.rows import Staged, batches, shape_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

PREFIX = "paycards-staging-"
FEW_ROWS = 2_000  # that may as well wait in memory: to let them wait outside takes longer than to load them


class Staging:
    """Where rows wait: a folder that is made when the first do, and goes when `ends` is closed."""

    def __init__(self, dialect: str, ends: ExitStack) -> None:
        self._write = _as_sqlite if dialect == "sqlite" else _as_stream
        self._ends = ends
        self._numbers = count(1)

    def stage(self, table: Table, frame: pd.DataFrame) -> Staged:
        """Write the rows of a frame, named as the table's columns. Raises TryAgain where it cannot."""
        shape = shape_of(table, frame)
        path = self._folder / f"{next(self._numbers)}"
        with _sorted_errors(self._folder):
            self._write(path, _reader(batches(frame, shape.varying)))
        return Staged(path, shape, len(frame))

    @cached_property
    def _folder(self) -> Path:
        with _sorted_errors(tempfile.gettempdir()):
            return self._ends.enter_context(temporary_folder(PREFIX))


@contextmanager
def staging(engine: Engine) -> Iterator[Staging]:
    """Let rows wait until the end of the block; what is still there then is gone.

    They stand where TMPDIR says, for their owner alone. What a run that was killed left behind is cleared
    by the next one.
    """
    with ExitStack() as ends:
        yield Staging(engine.dialect.name, ends)


def _reader(rows: Iterator[pa.RecordBatch]) -> pa.RecordBatchReader:
    import pyarrow as pa

    first = next(rows)
    return pa.RecordBatchReader.from_batches(first.schema, chain([first], rows))


def _as_sqlite(path: Path, reader: pa.RecordBatchReader) -> None:
    from adbc_driver_sqlite import dbapi

    with dbapi.connect(path.as_uri(), autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")  # nothing in it is to outlive the run
        cursor.execute("PRAGMA journal_mode=OFF")
        cursor.adbc_ingest("rows", reader, mode="create")


def _as_stream(path: Path, reader: pa.RecordBatchReader) -> None:
    import pyarrow as pa

    with path.open("wb") as file, pa.ipc.new_stream(file, reader.schema) as stream:
        for batch in reader:
            stream.write_batch(batch)


@contextmanager
def _sorted_errors(folder: Path | str) -> Iterator[None]:
    from adbc_driver_manager import Error

    try:
        yield
    except (OSError, Error) as error:
        # of a full disk the driver only tells that it could not undo what it had not begun
        why = "Arrow's driver failed" if isinstance(error, Error) else error.strerror or error
        raise TryAgain(
            f"The staging folder {folder} cannot be written to: {why};"
            " make room there, or let TMPDIR name another folder, and run again."
        ) from error
