"""What the database holds against what the originals give, table by table.

Where both are SQLite, the database itself leaves out what is the same. Else both sides are looked at as text
(`same_text.py`), and where that differs read as streams in the order of the same key and walked once. Either
way memory stays flat however many rows there are.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import chain
from numbers import Number
from typing import Any

from sqlalchemy import Connection

from paycards.verify.check import CHUNK_ROWS, Check, Database, Sides, names_of, ordered, rows_of
from paycards.verify.same_text import same_text

Values = tuple[Any, ...]
Chunks = Iterator[list[Values]]
Pair = tuple[Values | None, Values | None]


def differing(check: Check, sides: Sides, council_id: int) -> Iterator[Pair]:
    """Give each row that is not the same on both sides, as (database, originals); None: not there."""
    if sides.same_ids and (check.is_in_ids or _is_same_by_ids(check, sides, council_id)):
        return iter(())
    return _differing(check, sides, council_id)


def is_same(check: Check, sides: Sides, council_id: int) -> bool:
    """Whether all rows are the same on both sides."""
    with closing(_differing(check, sides, council_id)) as pairs:
        return next(pairs, None) is None


def _is_same_by_ids(check: Check, sides: Sides, council_id: int) -> bool:
    """Most of the time goes into names: where all is the same by ids, nobody asks for them."""
    by_ids = check.with_ids
    return by_ids is not None and is_same(by_ids, sides, council_id)


def _differing(check: Check, sides: Sides, council_id: int) -> Generator[Pair, None, None]:
    if sides.attached:
        yield from _walk(*_left_over(check, sides, council_id), check.keys)
    elif not same_text(check, sides, council_id):
        with sides.turn:
            ours, theirs = (
                _in_order(connection, ordered(check, council_id, Database.of(connection)))
                for connection in (sides.database, sides.originals)
            )
            yield from _walk(ours, theirs, check.keys)


def _left_over(check: Check, sides: Sides, council_id: int) -> tuple[Chunks, Chunks]:
    """What only one side has, each in the order of the keys.

    Neither side has a row twice: where all of ours are theirs and both have as many, there is nothing else.
    """
    database = Database.of(sides.database)
    ours, theirs = (rows_of(check, council_id, database, schema) for schema in ("main", sides.attached))
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
