"""What the database holds against what the originals give, table by table.

Both sides of a check are read as streams in the order of the same key and walked once, so that
memory stays flat however many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Row,
    Select,
    String,
    cast,
    collate,
    type_coerce,
)

from paycards.store.tables.base import Instant

CHUNK_ROWS = 10_000  # held in memory at once, on each side


@dataclass(frozen=True)
class Check:
    """Rows of a council that must be the same on both sides; the first `keys` columns order them.

    A key is either file_id and more numbers, or texts that name an account, a reference or a card.
    """

    kind: str
    keys: int
    query: Callable[[int], Select[Any]]


def as_text(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """A date or an instant as text, so that even one that is none any more can be compared."""
    if isinstance(column.type, Date):
        return cast(column, String).label(name)
    if isinstance(column.type, Instant):
        return type_coerce(column, String).label(name)
    return column


def columns_of(table: FromClause, without: tuple[str, ...] = ()) -> list[ColumnElement[Any]]:
    """The columns of a table but those `without`, dates and instants as text."""
    return [as_text(column, column.name) for column in table.c if column.name not in without]


def differing(
    check: Check, database: Connection, originals: Connection, council_id: int
) -> Iterator[tuple[Row[Any] | None, Row[Any] | None]]:
    """Give each row that is not the same on both sides, as (database, originals); None: not there."""
    query = check.query(council_id)
    yield from _walk(
        _ordered(database, query, check.keys), _ordered(originals, query, check.keys), check.keys
    )


def _ordered(connection: Connection, query: Select[Any], keys: int) -> Iterator[Row[Any]]:
    """Read in the order of the keys; PostgreSQL would sort texts by the rules of a language."""
    order = [
        collate(column, "C")
        if isinstance(column.type, String) and connection.dialect.name == "postgresql"
        else column
        for column in list(query.selected_columns)[:keys]
    ]
    with connection.execute(query.order_by(*order), execution_options={"yield_per": CHUNK_ROWS}) as result:
        yield from result


def _walk(
    database: Iterable[Row[Any]], originals: Iterable[Row[Any]], keys: int
) -> Iterator[tuple[Row[Any] | None, Row[Any] | None]]:
    left, right = iter(database), iter(originals)
    ours, theirs = next(left, None), next(right, None)
    while ours is not None or theirs is not None:
        if ours is not None and ours == theirs:
            ours, theirs = next(left, None), next(right, None)
        elif theirs is None or (ours is not None and ours[:keys] < theirs[:keys]):
            yield ours, None
            ours = next(left, None)
        elif ours is None or theirs[:keys] < ours[:keys]:
            yield None, theirs
            theirs = next(right, None)
        else:
            yield ours, theirs
            ours, theirs = next(left, None), next(right, None)
