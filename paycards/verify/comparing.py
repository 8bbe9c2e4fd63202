"""Compare what the database holds of a council with what its originals give, check by check.

SQLite compares without Python, and so on two connections at once: each of them has a processor. Both see the
same, for while one of them reads nobody can write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from queue import SimpleQueue

from sqlalchemy import Connection, select, text

from paycards.errors import TryAgain
from paycards.store.engine import attach, impatient, reading
from paycards.store.tables import councils
from paycards.verify.compare_books import Check, Pair, Sides, differing
from paycards.verify.findings import SHOWN
from paycards.verify.scratch import MAPPED_BYTES, Scratch


@dataclass(frozen=True)
class Compared:
    """How many rows of a check differ, and the first of them."""

    check: Check
    count: int
    first: tuple[Pair, ...]


@contextmanager
def both_sides(database: Connection, scratch: Scratch) -> Iterator[list[Sides]]:
    """The database beside what the originals give, written for good now; once for each connection."""
    scratch.connection.commit()
    if database.dialect.name != "sqlite":
        # PostgreSQL turns dates into text as SQLite keeps them, whatever the server's habit.
        database.execute(text("SET LOCAL datestyle = 'ISO'"))
        yield [Sides(database, scratch.connection)]
        return
    with ExitStack() as ends:
        views = [database, *_another_view(database, ends)]
        yield [
            Sides(view, scratch.connection, attach(view, scratch.path, mapped_bytes=MAPPED_BYTES))
            for view in views
        ]


def _another_view(database: Connection, ends: ExitStack) -> list[Connection]:
    """A second connection that sees the same; none where somebody waits to write, who keeps it out."""
    try:
        view = ends.enter_context(reading(impatient(database.engine)))
        view.execute(select(councils.c.id).limit(1)).all()  # only now it is kept from others
    except TryAgain:
        return []
    return [view]


def compare(
    checks: Sequence[Check], sides: Sequence[Sides], council_id: int, tell: Callable[[Check], None]
) -> Iterator[Compared]:
    """Compare each check, in their order, as many at a time as there are connections."""
    free: SimpleQueue[Sides] = SimpleQueue()
    for each in sides:
        free.put(each)

    def compared(check: Check) -> Compared:
        tell(check)
        its = free.get()
        try:
            return _compared(check, its, council_id)
        finally:
            free.put(its)

    with ThreadPoolExecutor(len(sides), "compare") as threads:
        yield from threads.map(compared, checks)


def _compared(check: Check, sides: Sides, council_id: int) -> Compared:
    pairs = differing(check, sides, council_id)
    first = tuple(islice(pairs, SHOWN))
    return Compared(check, len(first) + sum(1 for _ in pairs), first)
