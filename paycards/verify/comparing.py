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

from sqlalchemy import Connection, text

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import TryAgain
from paycards.store.engine import attach
from paycards.verify.compare_books import Check, Pair, Sides, differing
from paycards.verify.findings import SHOWN
from paycards.verify.scratch import MAPPED_BYTES, Scratch

# What an id stands for, where rows are compared by ids.
WITH_IDS = {
    "ledger_accounts": "id, council_id, name",
    "batches": "id, kind, file_id, booked_on, posted_at",
}


@dataclass(frozen=True)
class Compared:
    """How many rows of a check differ, and the first of them."""

    check: Check
    count: int
    first: tuple[Pair, ...]


@contextmanager
def both_sides(visit: Visit, database: Connection, scratch: Scratch) -> Iterator[list[Sides]]:
    """The database beside what the originals give, written for good now; once for each connection."""
    scratch.connection.commit()
    if database.dialect.name != "sqlite":
        # PostgreSQL turns dates into text as SQLite keeps them, whatever the server's habit.
        database.execute(text("SET LOCAL datestyle = 'ISO'"))
        yield [Sides(database, scratch.connection)]
        return
    with ExitStack() as ends:
        views = [database, *_another_view(visit, ends)]
        names = [attach(view, scratch.path, mapped_bytes=MAPPED_BYTES) for view in views]
        same_ids = _gave_same_ids(database, names[0])
        yield [
            Sides(view, scratch.connection, name, same_ids) for view, name in zip(views, names, strict=True)
        ]


def _gave_same_ids(database: Connection, originals: str) -> bool:
    """Whether each ledger account and batch that the originals give has the same id in the database."""
    return not any(
        database.exec_driver_sql(
            f"SELECT {columns} FROM {originals}.{table} EXCEPT SELECT {columns} FROM main.{table}"  # noqa: S608
            " ORDER BY 1 LIMIT 1"
        ).first()
        for table, columns in WITH_IDS.items()
    )


def _another_view(visit: Visit, ends: ExitStack) -> list[Connection]:
    """A second connection that sees the same; none where somebody waits to write, who keeps it out."""
    try:
        return [ends.enter_context(visit.reading(may=Permission.SEE_MONEY, at_once=True)).connection]
    except TryAgain:
        return []


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
