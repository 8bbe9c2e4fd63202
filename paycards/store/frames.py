"""A query's rows as a frame, a chunk at a time, so that a large night stays small in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select

from paycards.store.chunks import chunks

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def read_frame(connection: Connection, query: Select[Any], shape: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows of `query`, whose columns are those of `shape` (name to dtype), in its order.

    Dates become ISO 8601 text. Raises ValueError for a missing value: no column has any.
    """
    import pyarrow as pa

    if list(query.selected_columns.keys()) != list(shape):
        raise ValueError(f"the query has {query.selected_columns.keys()}, not {list(shape)}")
    with chunks(connection, query) as parts:
        batches = [_batch(zip(*rows, strict=True), shape) for rows in parts]
    schema = pa.schema([(name, _arrow_type(dtype)) for name, dtype in shape.items()])
    frame: pd.DataFrame = pa.Table.from_batches(batches, schema).unify_dictionaries().to_pandas()
    return frame.astype(dict(shape))


def _batch(columns: Any, shape: Mapping[str, str]) -> pa.RecordBatch:
    import pyarrow as pa

    arrays = [
        _array(values, _arrow_type(dtype)) for values, dtype in zip(columns, shape.values(), strict=True)
    ]
    if any(array.null_count for array in arrays):
        raise ValueError("a value is missing")
    return pa.record_batch(arrays, names=list(shape))


def _array(values: Sequence[object], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if isinstance(values[0], dt.date):  # of PostgreSQL
        values = [str(day) for day in values]
    return pa.array(values, kind)


def _arrow_type(dtype: str) -> pa.DataType:
    import pyarrow as pa

    if dtype == "category":
        return pa.dictionary(pa.int32(), pa.large_string())
    return pa.int64() if dtype == "int64" else pa.large_string()
