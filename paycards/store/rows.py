"""Rows on their way into a table: a frame in memory, or a file in which they wait (`staging.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Item = TypeVar("Item")
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
    varying: list[str] = []
    shared: dict[str, int | str] = {}
    for name, column in frame.items():
        few = _categories(column)
        if table.c[str(name)].server_default is not None and _is_empty(column, few):
            continue
        if few is not None and len(few) == 1:
            shared[str(name)] = few[0]
        else:
            varying.append(str(name))
    return Shape(tuple(varying), shared) if varying else Shape(tuple(shared), {})


def _categories(column: pd.Series[Any]) -> list[Any] | None:
    import pandas as pd

    return column.cat.categories.tolist() if isinstance(column.dtype, pd.CategoricalDtype) else None


def _is_empty(column: pd.Series[Any], categories: list[Any] | None) -> bool:
    """Whether a text is empty everywhere; the first row tells it, nearly always."""
    import pandas as pd

    if categories is not None:
        return categories == [""]
    if not isinstance(column.dtype, pd.StringDtype) or (len(column) and column.iat[0] != ""):
        return False
    return bool((column == "").all())


def frames(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Cut a frame into chunks, at least one."""
    for start in range(0, max(len(frame), 1), CHUNK_ROWS):
        yield frame.iloc[start : start + CHUNK_ROWS]


def batches(frame: pd.DataFrame, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Turn these columns into Arrow record batches, a chunk each; categories become what they stand for."""
    import pyarrow as pa

    for chunk in frames(frame):
        yield pa.record_batch([plain_array(chunk[name]) for name in names], names=list(names))


def plain_array(column: pd.Series[Any]) -> pa.Array:
    """The values of a column, of a category what each stands for."""
    import pyarrow as pa

    array = pa.array(column)
    if isinstance(array, pa.ChunkedArray):  # a column that was put together from several
        return array.combine_chunks()
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def one_ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Make each item in a thread while the caller is at work with the one before."""
    made = iter(items)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="chunks") as thread:
        following = thread.submit(lambda: list(islice(made, 1)))
        while item := following.result():
            following = thread.submit(lambda: list(islice(made, 1)))
            yield item[0]
