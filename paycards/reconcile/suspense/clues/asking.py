"""Ask the database about many values at once: they travel as one JSON array, whatever their number.

A reading may make no temporary table, and a list of parameters has an end.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Integer,
    String,
    Subquery,
    cast,
    func,
    literal,
    select,
)

Value = str | int | dt.date


def any_text(
    connection: Connection, column: ColumnElement[Any], values: Iterable[str]
) -> ColumnElement[bool]:
    """The column holds one of these texts."""
    return column.in_(select(_elements(connection, sorted(set(values))).c.value))


def table_of(
    connection: Connection, name: str, columns: Mapping[str, type], rows: Sequence[Sequence[Value]]
) -> Subquery:
    """A table of these rows for one query; its columns are of the types int, str and dt.date."""
    each = _elements(connection, rows, texts=False)
    fields = [
        _field(connection, each, place, of).label(column)
        for place, (column, of) in enumerate(columns.items())
    ]
    return select(*fields).offset(0).subquery(name)  # OFFSET 0: it is read once, not for each row it meets


def _field(connection: Connection, each: FromClause, place: int, of: type) -> ColumnElement[Any]:
    if connection.dialect.name == "sqlite":
        return func.json_extract(each.c.value, f"$[{place}]", type_=_TYPES[of]())
    return cast(each.c.value.op("->>")(literal(place, Integer)), _TYPES[of]())


def _elements(connection: Connection, values: Sequence[Any], *, texts: bool = True) -> Any:
    listed = literal(json.dumps(values, default=str))
    if connection.dialect.name == "sqlite":
        return func.json_each(listed).table_valued("value")
    elements = func.json_array_elements_text if texts else func.json_array_elements
    return elements(cast(listed, JSON)).table_valued("value")


_TYPES = {int: BigInteger, str: String, dt.date: Date}
