"""Many rows at once: COPY on PostgreSQL, `executemany` of tuples on SQLite.

Both run inside the caller's transaction. Dictionaries through the ORM or Core are
ten to fifty times slower.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table

if TYPE_CHECKING:
    import pandas as pd

CHUNK_ROWS = 50_000  # keeps the memory of a large file's rows small
TOGETHER = 25  # rows in one statement on SQLite


def load(connection: Connection, table: Table, frame: pd.DataFrame, **constants: int | str) -> int:
    """Insert the rows of `frame` (named as the table's columns) with `constants` in each row.

    A text column that is empty everywhere is left to the table's own default.
    Returns the number of rows.
    """
    given = [str(name) for name in frame.columns if not _is_default(table, frame[name])]
    names = [name for name in given if not _is_constant(frame[name])] or given
    constants |= {name: frame[name].cat.categories.tolist()[0] for name in given if name not in names}
    copy = _copy if connection.dialect.name == "postgresql" else _executemany
    copy(connection, table, names, frame[names], constants)
    return len(frame)


def _is_default(table: Table, column: pd.Series[Any]) -> bool:
    if table.c[str(column.name)].server_default is None:
        return False
    if column.dtype == "category":
        return list(column.cat.categories) == [""]
    return column.dtype == "str" and bool((column == "").all())


def _is_constant(column: pd.Series[Any]) -> bool:
    return column.dtype == "category" and len(column.cat.categories) == 1


def _chunks(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for start in range(0, len(frame), CHUNK_ROWS):
        yield frame.iloc[start : start + CHUNK_ROWS]


def _executemany(
    connection: Connection,
    table: Table,
    names: list[str],
    frame: pd.DataFrame,
    constants: dict[str, int | str],
) -> None:
    """What is the same in each row stands in the statement itself: to bind it each time takes longer.

    So does one statement for each row: each takes TOGETHER of them, and the last few go one by one.
    """
    columns = ", ".join(f'"{name}"' for name in [*constants, *names])
    row = f"({', '.join([*map(_literal, constants.values()), *'?' * len(names)])})"
    insert = f"INSERT INTO {table.name} ({columns}) VALUES "  # noqa: S608 - quoted below
    cursor = _cursor(connection)
    for chunk in _chunks(frame):
        values = [_values(chunk[name]) for name in names]
        even = len(chunk) - len(chunk) % TOGETHER
        many = (column[place:even:TOGETHER] for place in range(TOGETHER) for column in values)
        cursor.executemany(insert + ", ".join([row] * TOGETHER), zip(*many, strict=True))
        cursor.executemany(insert + row, zip(*(column[even:] for column in values), strict=True))


def _literal(value: int | str) -> str:
    if isinstance(value, int):
        return str(int(value))
    return "'" + value.replace("'", "''") + "'"


def _cursor(connection: Connection) -> Any:
    """Return the driver's own cursor, which can do more than the DB-API says."""
    return connection.connection.cursor()


def _values(column: pd.Series[Any]) -> Sequence[object]:
    if column.dtype == "category":
        categories = column.cat.categories.tolist()
        return [categories[code] for code in column.cat.codes.tolist()]
    values: list[object] = column.to_numpy().tolist()
    return values


def _copy(
    connection: Connection,
    table: Table,
    names: list[str],
    frame: pd.DataFrame,
    constants: dict[str, int | str],
) -> None:
    from pyarrow import Table as ArrowTable
    from pyarrow import csv

    columns = ", ".join(f'"{name}"' for name in [*constants, *names])
    options = csv.WriteOptions(include_header=False)
    with (
        _cursor(connection) as cursor,
        cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN (FORMAT csv)") as copy,
    ):
        for chunk in _chunks(frame):
            buffer = io.BytesIO()
            csv.write_csv(ArrowTable.from_pydict(_arrow_columns(chunk, names, constants)), buffer, options)
            copy.write(buffer.getbuffer())


def _arrow_columns(
    chunk: pd.DataFrame, names: list[str], constants: dict[str, int | str]
) -> dict[str, object]:
    import pyarrow as pa

    columns: dict[str, object] = {name: pa.repeat(value, len(chunk)) for name, value in constants.items()}
    for name in names:
        array = pa.array(chunk[name])
        columns[name] = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
    return columns
