"""Compare what the database holds of a council with what its originals give, check by check, two at once.

SQLite compares without Python, and so on two connections: each of them has a processor. Both see the same,
for while one of them reads nobody can write. PostgreSQL is asked on one connection, and mostly beforehand:
what is left is to read the originals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from queue import SimpleQueue
from typing import Any

from sqlalchemy import Connection, Select, select

from paycards.access.visit import Visit
from paycards.errors import TryAgain
from paycards.store.engine import attach
from paycards.store.tables.ledger import batches, ledger_accounts
from paycards.verify.any_text import reading_any
from paycards.verify.check import Check, Sides, as_text
from paycards.verify.compare_books import Pair, differing, is_same
from paycards.verify.findings import SHOWN
from paycards.verify.same_text import set_up
from paycards.verify.scratch import MAPPED_BYTES, Scratch


def _ledger_ids(council_id: int) -> Select[Any]:
    told = (ledger_accounts.c.id, ledger_accounts.c.name, ledger_accounts.c.kind)
    return select(*told).where(ledger_accounts.c.council_id == council_id)


def _batch_ids(council_id: int) -> Select[Any]:
    told = (as_text(batches.c.booked_on, "booked_on"), as_text(batches.c.posted_at, "posted_at"))
    of_council = batches.c.council_id == council_id
    return select(batches.c.id, batches.c.kind, batches.c.file_id, *told).where(of_council)


AT_ONCE = 2  # comparisons, where one connection serves all

# What an id stands for, where rows are compared by ids.
IDS = (Check("ledger account", 1, _ledger_ids), Check("batch", 1, _batch_ids))


@dataclass(frozen=True)
class Compared:
    """How many rows of a check differ, and the first of them."""

    check: Check
    count: int
    first: tuple[Pair, ...]


def asked_beforehand(checks: Sequence[Check]) -> list[Check]:
    """Which checks are made in any case, each as it is made where both sides gave the same ids."""
    made = [check for check in checks if not (check.follows or check.is_in_ids)]
    return [*IDS, *(check.with_ids or check for check in made)]


@contextmanager
def both_sides(
    visit: Visit, database: Connection, scratch: Scratch, digests: Mapping[str, bytes]
) -> Iterator[list[Sides]]:
    """The database beside what the originals give, written for good now; once for each that compares.

    `digests` are those of what the database tells, where it is known already.
    """
    scratch.connection.commit()
    with ExitStack() as ends:
        if database.dialect.name == "sqlite":
            views = [database, *_another_view(visit, ends)]
            names = [attach(view, scratch.path, mapped_bytes=MAPPED_BYTES) for view in views]
        else:
            set_up(database)
            views, names = [database] * AT_ONCE, [""] * AT_ONCE
        sides = Sides(database, scratch.connection, scratch.path, names[0], digests=digests)
        same_ids = _gave_same_ids(sides, scratch.council_id)
        yield [
            replace(sides, database=view, attached=name, same_ids=same_ids)
            for view, name in zip(views, names, strict=True)
        ]


def _gave_same_ids(sides: Sides, council_id: int) -> bool:
    """Whether each ledger account and batch of the council has the same id on both sides."""
    return all(is_same(check, sides, council_id) for check in IDS)


def _another_view(visit: Visit, ends: ExitStack) -> list[Connection]:
    """A second connection that sees the same; none where somebody waits to write, who keeps it out."""
    try:
        return [ends.enter_context(reading_any(visit, at_once=True)).connection]
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
