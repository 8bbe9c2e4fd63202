"""One value of a JSON text that a column holds, as text: the same expression on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Function, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class json_text(Function[str]):  # noqa: N801 - it reads as the SQL function that it is
    """The value under a key of the JSON object that a text column holds; null where it has none."""

    inherit_cache = True
    type = String()

    def __init__(self, column: ColumnElement[Any], key: str) -> None:
        super().__init__("json_text", column, key, type_=String())


@compiles(json_text, "sqlite")
def _sqlite(element: json_text, compiler: SQLCompiler, **how: Any) -> str:
    column, key = element.clauses
    return f"json_extract({compiler.process(column, **how)}, '$.' || {compiler.process(key, **how)})"


@compiles(json_text, "postgresql")
def _postgresql(element: json_text, compiler: SQLCompiler, **how: Any) -> str:
    column, key = element.clauses
    return f"({compiler.process(column, **how)})::json ->> {compiler.process(key, **how)}"
