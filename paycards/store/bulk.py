"""Many rows at once: COPY on PostgreSQL; on SQLite `executemany` of tuples, or a copy of staged rows.

All run inside the caller's transaction. Dictionaries through the ORM or Core are
ten to fifty times slower.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table

from paycards.store.copy_text import copy_text
from paycards.store.engine import attach
from paycards.store.key_guards import set_aside
from paycards.store.rows import CHUNK_ROWS, Shape, Staged, batches, frames, one_ahead, shape_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Constants = Mapping[str, int | str]
TOGETHER = 25  # rows in one statement on SQLite


def load(connection: Connection, table: Table, rows: pd.DataFrame | Staged, **constants: int | str) -> int:
    """Insert rows, a frame named as the table's columns or staged from one, with `constants` in each.

    A text column that is empty everywhere is left to the table's own default. Rows that were staged
    can be loaded once: their file is gone afterwards. Returns the number of rows.
    """
    shape = rows.shape if isinstance(rows, Staged) else shape_of(table, rows)
    constants |= shape.shared
    if connection.dialect.name == "postgresql":
        with _batches(rows, shape) as found:
            texts = (copy_text(batch, constants) for batch in found)
            columns = _columns(shape, constants)
            _copy(
                connection, f"{table.name} ({columns})", one_ahead(texts) if len(rows) > CHUNK_ROWS else texts
            )
        return len(rows)
    with set_aside(connection, table.name, len(rows)):
        if isinstance(rows, Staged):
            _copy_attached(connection, table, shape, constants, rows)
        else:
            _executemany(connection, table, shape, constants, rows)
    return len(rows)


def _executemany(
    connection: Connection, table: Table, shape: Shape, constants: Constants, frame: pd.DataFrame
) -> None:
    """What is the same in each row stands in the statement itself: to bind it each time takes longer.

    So does one statement for each row: each takes TOGETHER of them, and the last few go one by one.
    """
    row = f"({', '.join([*map(_literal, constants.values()), *'?' * len(shape.varying)])})"
    insert = f"{_insert(table, shape, constants)} VALUES "
    cursor = _cursor(connection)
    for chunk in frames(frame):
        values = [_values(chunk[name]) for name in shape.varying]
        even = len(chunk) - len(chunk) % TOGETHER
        many = (column[place:even:TOGETHER] for place in range(TOGETHER) for column in values)
        cursor.executemany(insert + ", ".join([row] * TOGETHER), zip(*many, strict=True))
        cursor.executemany(insert + row, zip(*(column[even:] for column in values), strict=True))


def _copy_attached(
    connection: Connection, table: Table, shape: Shape, constants: Constants, staged: Staged
) -> None:
    schema = attach(connection, staged.path)
    staged.path.unlink()  # it stays open as long as it is attached
    values = ", ".join([*map(_literal, constants.values()), *map(_quoted, shape.varying)])
    _cursor(connection).execute(
        f"{_insert(table, shape, constants)} SELECT {values} FROM {schema}.rows"  # noqa: S608 - all quoted
    )


def _copy(connection: Connection, into: str, texts: Iterable[memoryview]) -> None:
    with _cursor(connection) as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for text in texts:
            copy.write(text)


@contextmanager
def _batches(rows: pd.DataFrame | Staged, shape: Shape) -> Iterator[Iterable[pa.RecordBatch]]:
    if not isinstance(rows, Staged):
        yield batches(rows, shape.varying)
        return
    import pyarrow as pa

    with rows.path.open("rb") as file, pa.ipc.open_stream(file) as stream:
        rows.path.unlink()
        yield stream


def _insert(table: Table, shape: Shape, constants: Constants) -> str:
    return f"INSERT INTO {table.name} ({_columns(shape, constants)})"


def _columns(shape: Shape, constants: Constants) -> str:
    return ", ".join(map(_quoted, [*constants, *shape.varying]))


def _quoted(name: str) -> str:
    return f'"{name}"'


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
