"""A query's rows as a frame, without an object for each value.

PostgreSQL sends them by COPY, and Arrow reads the text while more of it comes. SQLite's rows are fetched some
at a time, so that a large night stays small in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select

from paycards.store.chunks import chunks
from paycards.store.copied import copied

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

PART_BYTES = 4 << 20  # of a COPY, read by Arrow at once


def read_frame(connection: Connection, query: Select[Any], shape: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows of `query` as `read_frames` does."""
    return read_frames(connection, (query,), shape)


def read_frames(
    connection: Connection, queries: Iterable[Select[Any]], shape: Mapping[str, str]
) -> pd.DataFrame:
    """Return the rows of one query after those of another, in the order of each.

    Their columns are those of `shape` (name to dtype). Dates become ISO 8601 text, as every step and reading
    has them written. Raises ValueError for a missing value: no column has any.
    """
    import pyarrow as pa

    schema = pa.schema([(name, _arrow_type(dtype)) for name, dtype in shape.items()])
    read = _copied if connection.dialect.name == "postgresql" else _fetched
    batches: list[pa.RecordBatch] = []
    for query in queries:
        if list(query.selected_columns.keys()) != list(shape):
            raise ValueError(f"the query has {query.selected_columns.keys()}, not {list(shape)}")
        batches += read(connection, query, schema)
    table = pa.Table.from_batches(batches, schema)
    if any(column.null_count for column in table.columns):
        raise ValueError("a value is missing")
    frame: pd.DataFrame = table.unify_dictionaries().to_pandas()
    return frame.astype(dict(shape))


def _fetched(connection: Connection, query: Select[Any], schema: pa.Schema) -> list[pa.RecordBatch]:
    import pyarrow as pa

    with chunks(connection, query) as parts:
        columns = (zip(*rows, strict=True) for rows in parts)
        return [pa.record_batch(list(map(pa.array, part, schema.types)), schema) for part in columns]


def _copied(connection: Connection, query: Select[Any], schema: pa.Schema) -> list[pa.RecordBatch]:
    def read(part: bytearray) -> list[pa.RecordBatch]:
        return _batches(part, schema)

    sql = query.compile(connection, compile_kwargs={"literal_binds": True})
    parts = copied(connection, f"COPY ({sql}) TO STDOUT (FORMAT csv)", part_bytes=PART_BYTES)
    with ThreadPoolExecutor(max_workers=1) as one:
        return [batch for found in one.map(read, parts) for batch in found]


def _batches(part: bytearray, schema: pa.Schema) -> list[pa.RecordBatch]:
    """Read CSV as COPY writes it, where nothing is a missing value and "" an empty one."""
    import pyarrow as pa
    from pyarrow import csv

    how = csv.ConvertOptions(
        column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    names = csv.ReadOptions(column_names=schema.names, block_size=2 * PART_BYTES)
    lines = csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)
    table: pa.Table = csv.read_csv(pa.py_buffer(part), names, lines, how)
    return list(table.to_batches())


def _arrow_type(dtype: str) -> pa.DataType:
    import pyarrow as pa

    if dtype == "category":
        return pa.dictionary(pa.int32(), pa.large_string())
    return pa.int64() if dtype == "int64" else pa.large_string()
