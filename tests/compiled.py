"""Statements are compiled once in a process of the tests, not once for each of its thousands of databases.

SQLAlchemy keeps what it compiled for each engine, and a test has an engine of its own: two fifths of what a
test did was to compile what the test before it had compiled. The kinds of database are what they were.
"""

from __future__ import annotations

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

DIALECTS: tuple[type[Dialect], ...] = (SQLiteDialect_pysqlite, PGDialect_psycopg)
_compiled: LRUCache[object, object] = LRUCache(6000)


def compile_once() -> None:
    """Let all engines share one cache, in whose keys the dialect counts by its class."""
    for dialect in DIALECTS:
        dialect.__eq__ = _is_of_one_kind  # type: ignore[method-assign]
        dialect.__hash__ = _hash_of_kind  # type: ignore[assignment]
    event.listen(Engine, "engine_connect", _use_what_is_compiled)


def _is_of_one_kind(dialect: object, other: object) -> bool:
    return type(dialect) is type(other)


def _hash_of_kind(dialect: object) -> int:
    return hash(type(dialect))


def _use_what_is_compiled(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_compiled)
