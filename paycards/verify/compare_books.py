"""What the database holds against what the originals give, table by table.

Where both are SQLite, the database itself leaves out what is the same. Else both sides are read as streams in
the order of the same key and walked once. Either way memory stays flat however many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from numbers import Number
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Dialect,
    FromClause,
    Select,
    String,
    cast,
    type_coerce,
)

from paycards.store.tables.base import Instant

CHUNK_ROWS = 10_000  # held in memory at once, on each side
# Statements of a few councils: small books that are verified again and again do not make them anew.
KEPT = 1024

Values = tuple[Any, ...]
Chunks = Iterator[list[Values]]
Pair = tuple[Values | None, Values | None]


@dataclass(frozen=True)
class Check:
    """Rows of a council that must be the same on both sides; the first `keys` columns order them.

    A key is either file_id and more numbers, or texts that name an account, a reference or a card. `found_by`
    are columns that name a row too, in whose order an index has them. `follows` are the kinds of difference
    without which there can be none here: what only adds up rows that other checks compare is not asked then.
    `by_ids` are the same rows, in the order of as many keys, with the ids of ledger accounts and batches in
    place of what these are: where both sides gave the same ids and all these rows are the same, so are those.
    """

    kind: str
    keys: int
    query: Callable[[int], Select[Any]]
    found_by: tuple[str, ...] = ()
    follows: frozenset[str] = frozenset()
    by_ids: Callable[[int], Select[Any]] | None = None


@dataclass(frozen=True)
class _Database:
    """A kind of database, for which statements are kept: each engine has a dialect of its own."""

    kind: str
    dialect: Dialect = field(compare=False)

    @classmethod
    def of(cls, connection: Connection) -> _Database:
        """The kind that a connection leads to."""
        return cls(connection.dialect.name, connection.dialect)


@dataclass(frozen=True)
class Sides:
    """The database, and what the originals give: a database beside it.

    `attached` is the name under which the database has attached the other one, where both are SQLite; with
    `same_ids` every ledger account and batch of the originals has the same id in the database.
    """

    database: Connection
    originals: Connection
    attached: str = ""
    same_ids: bool = False


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


def differing(check: Check, sides: Sides, council_id: int) -> Iterator[Pair]:
    """Give each row that is not the same on both sides, as (database, originals); None: not there."""
    if sides.attached:
        if not _same_by_ids(check, sides, council_id):
            yield from _walk(*_left_over(check, sides, council_id), check.keys)
        return
    ours, theirs = (
        _in_order(connection, _ordered(check, council_id, _Database.of(connection)))
        for connection in (sides.database, sides.originals)
    )
    yield from _walk(ours, theirs, check.keys)


def _same_by_ids(check: Check, sides: Sides, council_id: int) -> bool:
    """Whether all rows are the same without a look at a name: most of the time goes into names."""
    if check.by_ids is None or not sides.same_ids:
        return False
    by_ids = replace(check, query=check.by_ids)
    return next(_walk(*_left_over(by_ids, sides, council_id), check.keys), None) is None


def _left_over(check: Check, sides: Sides, council_id: int) -> tuple[Chunks, Chunks]:
    """What only one side has, each in the order of the keys.

    Neither side has a row twice: where all of ours are theirs and both have as many, there is nothing else.
    """
    database = _Database.of(sides.database)
    ours, theirs = (_rows_of(check, council_id, database, schema) for schema in ("main", sides.attached))
    names = names_of(check, council_id)
    only_ours = _in_order(sides.database, _except(check, names, ours, theirs))
    first = next(only_ours, [])
    if not first and _count(sides.database, ours) == _count(sides.database, theirs):
        return iter(()), iter(())
    return chain([first], only_ours), _in_order(sides.database, _except(check, names, theirs, ours))


def _except(check: Check, names: tuple[str, ...], these: str, those: str) -> str:
    """What is in these rows and not in those. In the order of a key SQLite merges both, and holds neither."""
    keys = ", ".join(str(number) for number in range(1, check.keys + 1))
    if not check.found_by:
        return f"{these} EXCEPT {those} ORDER BY {keys}"
    order = ", ".join(str(names.index(name) + 1) for name in check.found_by)
    merged = f"{these} EXCEPT {those} ORDER BY {order} LIMIT -1"  # the limit keeps its order
    return f"SELECT * FROM ({merged}) ORDER BY {keys}"  # noqa: S608 - made of our own statements


def _count(database: Connection, rows: str) -> int:
    """Count rows; inside a limit SQLite leaves out the joins that bring only what nobody asks for here."""
    each = f"SELECT 1 FROM ({rows}) LIMIT -1"  # noqa: S608 - made of our own statements
    found: int = database.exec_driver_sql(f"SELECT count(*) FROM ({each})").scalar_one()  # noqa: S608 - ditto
    return found


@lru_cache(KEPT)
def names_of(check: Check, council_id: int) -> tuple[str, ...]:
    """The names of the columns that are compared."""
    return tuple(check.query(council_id).selected_columns.keys())


@lru_cache(KEPT)
def _ordered(check: Check, council_id: int, database: _Database) -> str:
    """In the order of the keys, as `_rank` has it; PostgreSQL would sort texts by the rules of a language."""
    query, keys = check.query(council_id), check.keys
    if database.kind != "postgresql":
        return f"{_sql(query, database)} ORDER BY {', '.join(str(number + 1) for number in range(keys))}"
    rows = query.subquery("checked")
    names = [column.collate("C") if isinstance(column.type, String) else column for column in rows.c]
    return _sql(rows.select().order_by(*(name.nulls_first() for name in names[:keys])), database)


@lru_cache(KEPT)
def _rows_of(check: Check, council_id: int, database: _Database, schema: str) -> str:
    return _sql(check.query(council_id), database, schema)


def _sql(query: Select[Any], database: _Database, schema: str = "") -> str:
    """The statement with its values in it, on the tables of a schema."""
    where: Any = {"schema_translate_map": {None: schema}, "render_schema_translate": True} if schema else {}
    return str(query.compile(dialect=database.dialect, compile_kwargs={"literal_binds": True}, **where))


def _in_order(connection: Connection, statement: str) -> Chunks:
    """Read rows as the driver has them: as objects of their own they would take three times as long."""
    with closing(_cursor(connection)) as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(CHUNK_ROWS):
            yield rows


def _cursor(connection: Connection) -> Any:
    """A cursor whose rows stay where they are until they are asked for."""
    driver: Any = connection.connection
    if connection.dialect.name == "postgresql":
        return driver.cursor(name="verify", binary=True)
    return driver.cursor()


def _walk(database: Chunks, originals: Chunks, keys: int) -> Iterator[Pair]:
    """Pass over what is the same, a chunk at a time; from the first difference on, row by row."""
    ours, theirs = next(database, []), next(originals, [])
    while ours and ours == theirs:
        ours, theirs = next(database, []), next(originals, [])
    yield from _row_by_row(_flat(ours, database), _flat(theirs, originals), keys)


def _flat(first: list[Values], rest: Chunks) -> Iterator[Values]:
    return chain(first, chain.from_iterable(rest))


def _row_by_row(database: Iterator[Values], originals: Iterator[Values], keys: int) -> Iterator[Pair]:
    ours, theirs = next(database, None), next(originals, None)
    while ours is not None or theirs is not None:
        if ours is not None and ours == theirs:
            ours, theirs = next(database, None), next(originals, None)
            continue
        before = theirs is None or (ours is not None and _rank(ours, keys) < _rank(theirs, keys))
        after = ours is None or (theirs is not None and _rank(theirs, keys) < _rank(ours, keys))
        yield (None if after else ours), (None if before else theirs)
        ours = ours if after else next(database, None)
        theirs = theirs if before else next(originals, None)


def _rank(row: Values, keys: int) -> list[tuple[int, Any]]:
    """The order in which both databases have the keys: nothing, numbers, texts, and bytes."""
    return [(_kind_of(value), value) for value in row[:keys]]


def _kind_of(value: object) -> int:
    if value is None:
        return 0
    return 1 if isinstance(value, Number) else 3 if isinstance(value, bytes) else 2
