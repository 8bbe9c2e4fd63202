"""Rows on their way into a table: a frame in memory, or a file in which they wait (`staging.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CHUNK_ROWS = 50_000  # keeps the memory of a large file's rows small


@dataclass(frozen=True)
class Shape:
    """What a load writes of a frame: the columns that differ from row to row, and what all rows share.

    A text column that is empty everywhere is in neither: it is left to the table's own default.
    """

    varying: tuple[str, ...]
    shared: dict[str, int | str]


@dataclass(frozen=True)
class Staged:
    """`count` rows that wait in a file: an SQLite database with the table `rows`, or an Arrow stream."""

    path: Path
    shape: Shape
    count: int

    def __len__(self) -> int:
        return self.count


def shape_of(table: Table, frame: pd.DataFrame) -> Shape:
    """Tell which columns of `frame`, named as those of `table`, are written row by row."""
    given = [str(name) for name in frame.columns if not _is_default(table, frame[name])]
    varying = [name for name in given if not _is_shared(frame[name])] or given
    shared = {name: frame[name].cat.categories.tolist()[0] for name in given if name not in varying}
    return Shape(tuple(varying), shared)


def _is_default(table: Table, column: pd.Series[Any]) -> bool:
    if table.c[str(column.name)].server_default is None:
        return False
    if column.dtype == "category":
        return list(column.cat.categories) == [""]
    if column.dtype != "str" or (len(column) and column.iloc[0] != ""):  # the first tells it, nearly always
        return False
    return bool((column == "").all())


def _is_shared(column: pd.Series[Any]) -> bool:
    return column.dtype == "category" and len(column.cat.categories) == 1


def frames(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Cut a frame into chunks, at least one."""
    for start in range(0, max(len(frame), 1), CHUNK_ROWS):
        yield frame.iloc[start : start + CHUNK_ROWS]


def batches(frame: pd.DataFrame, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Turn these columns into Arrow record batches, a chunk each; categories become what they stand for."""
    import pyarrow as pa

    for chunk in frames(frame):
        yield pa.record_batch([_plain(chunk[name]) for name in names], names=list(names))


def _plain(column: pd.Series[Any]) -> pa.Array:
    import pyarrow as pa

    array = pa.array(column)
    if isinstance(array, pa.ChunkedArray):  # a column that was put together from several
        return array.combine_chunks()
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
