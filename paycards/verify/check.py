"""What is compared of a council on both sides, and the statements that read it on each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Dialect,
    FromClause,
    Select,
    String,
    Table,
    cast,
    type_coerce,
)

from paycards.store.tables.base import Instant

CHUNK_ROWS = 10_000  # held in memory at once, on each side
# Statements of a few councils: small books that are verified again and again do not make them anew.
KEPT = 1024


@dataclass(frozen=True)
class Check:
    """Rows of a council that must be the same on both sides; the first `keys` columns order them.

    A key is either file_id and more numbers, or texts that name an account, a reference or a card. `found_by`
    are columns that name a row too, in whose order an index has them. `follows` are the kinds of difference
    without which there can be none here: what only adds up rows that other checks compare is not asked then.
    `by_ids` are the same rows, in the order of as many keys, with the ids of ledger accounts and batches in
    place of what these are: where both sides gave the same ids and all these rows are the same, so are those.
    What `is_in_ids` is the same wherever the ids are: it tells nothing else.
    """

    kind: str
    keys: int
    query: Callable[[int], Select[Any]]
    found_by: tuple[str, ...] = ()
    follows: frozenset[str] = frozenset()
    by_ids: Callable[[int], Select[Any]] | None = None
    is_in_ids: bool = False

    @property
    def with_ids(self) -> Check | None:
        """The check of the same rows by ids, where there is one."""
        return None if self.by_ids is None else replace(self, query=self.by_ids)


@dataclass(frozen=True)
class Database:
    """A kind of database, for which statements are kept: each engine has a dialect of its own."""

    kind: str
    dialect: Dialect = field(compare=False)

    @classmethod
    def of(cls, connection: Connection) -> Database:
        """The kind that a connection leads to."""
        return cls(connection.dialect.name, connection.dialect)


@dataclass(frozen=True)
class Sides:
    """The database, and what the originals give: a database beside it, at `path`.

    `attached` is the name under which the database has attached the other one, where both are SQLite; with
    `same_ids` every ledger account and batch of the council has the same id on both sides. `digests` are of
    what the database tells, by statement, where that was read already. Where several compare on the same
    connections, whoever reads there holds `turn`.
    """

    database: Connection
    originals: Connection
    path: Path
    attached: str = ""
    same_ids: bool = False
    digests: Mapping[str, bytes] = field(default_factory=dict)
    turn: Lock = field(default_factory=Lock, compare=False)


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


@lru_cache(KEPT)
def names_of(check: Check, council_id: int) -> tuple[str, ...]:
    """The names of the columns that are compared."""
    return tuple(check.query(council_id).selected_columns.keys())


@lru_cache(KEPT)
def ordered(check: Check, council_id: int, database: Database) -> str:
    """All rows in the order of the keys, nothing first.

    PostgreSQL would sort texts by the rules of a language; and where it is told of nothing, it uses no index.
    """
    query, keys = check.query(council_id), check.keys
    if database.kind != "postgresql":
        return f"{_sql(query, database)} ORDER BY {', '.join(str(number + 1) for number in range(keys))}"
    rows = query.subquery("checked")
    names = [column.collate("C") if isinstance(column.type, String) else column for column in rows.c][:keys]
    order = names if _are_always_there(query, keys) else [name.nulls_first() for name in names]
    return _sql(rows.select().order_by(*order), database)


def _are_always_there(query: Select[Any], keys: int) -> bool:
    """Whether no key can be missing: a join could bring rows without what is never missing in its table."""
    columns = list(query.selected_columns)[:keys]
    of_one_table = len(query.get_final_froms()) == 1 and isinstance(query.get_final_froms()[0], Table)
    return of_one_table and all(isinstance(each, Column) and not each.nullable for each in columns)


@lru_cache(KEPT)
def rows_of(check: Check, council_id: int, database: Database, schema: str) -> str:
    """All rows, from the tables of a schema."""
    return _sql(check.query(council_id), database, schema)


def _sql(query: Select[Any], database: Database, schema: str = "") -> str:
    """The statement with its values in it, on the tables of a schema."""
    where: Any = {"schema_translate_map": {None: schema}, "render_schema_translate": True} if schema else {}
    return str(query.compile(dialect=database.dialect, compile_kwargs={"literal_binds": True}, **where))
