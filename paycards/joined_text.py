"""Columns of text joined row by row, and the text that all rows make: no row is ever a Python object.

All columns are Arrow arrays of large_string.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def joined(*fields: pa.Array | str, separator: str = "") -> pa.Array:
    """Join the fields of each row; a field is an array, or one text for every row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    constant = pa.large_string()
    parts = [pa.scalar(part, constant) if isinstance(part, str) else part for part in (*fields, separator)]
    return pc.binary_join_element_wise(*parts)


def rows_of(*fields: pa.Array | str, separator: str, ended_by: str) -> memoryview:
    """The joined rows one after the other, each with its end, in UTF-8, as they stand in memory."""
    *first, last = fields
    rows = joined(*first, joined(last, ended_by), separator=separator)
    if not len(rows):
        return memoryview(b"")
    _, ends, characters = rows.buffers()
    return memoryview(characters)[: memoryview(ends).cast("q")[len(rows)]]
