"""Stop the work of a back office at any statement and begin it again: the books are those of a calm day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from paycards.access.visit import Visit
from paycards.jobs.verify import verify
from paycards.store.engine import reading
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.days import closed_days
from paycards.store.tables.decisions import decisions
from paycards.store.tables.files import files
from paycards.store.tables.ledger import postings
from paycards.store.tables.settlement import match_ends, matches
from tests.jobs.office.busy_days import Act, acts, busy_office
from tests.jobs.office.invariants import EXPORTS, rows_of
from tests.jobs.office.office import Office

FEW = 1  # moments for each act
Books = dict[str, list[list[str]]]
Moments = Callable[[int], Iterable[int]]


@pytest.fixture
def offices(copies: Callable[[], str], tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """Two that are the same."""
    homes = [tmp_path / name for name in ("calm", "disturbed")]
    for home in homes:
        home.mkdir()
    calm, disturbed = (busy_office(home, copies()) for home in homes)
    yield calm, disturbed
    for office in (calm, disturbed):
        office.visit.installation.engine.dispose()


@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
def test_work_that_is_stopped_at_some_statements_ends_as_on_a_calm_day(
    offices: tuple[Office, Office],
) -> None:
    chance = Random(7)  # noqa: S311 - moments, no secrets
    live(offices, lambda count: sorted(chance.sample(range(count), min(count, FEW))))


@pytest.mark.soak
def test_work_that_is_stopped_at_every_statement_ends_as_on_a_calm_day(
    offices: tuple[Office, Office],
) -> None:
    live(offices, range)


def live(offices: tuple[Office, Office], moments: Moments) -> None:
    """Do everything in both; after each act as much is written in one as in the other."""
    calm, disturbed = offices
    for (name, act), (_, again) in zip(acts(calm), acts(disturbed), strict=True):
        before = written(calm.visit)
        count = statements_of(calm.visit, act)
        assert written(calm.visit) != before, name
        stopped_again_and_again(disturbed.visit, again, moments(count))
        assert written(disturbed.visit) == written(calm.visit), name
    assert books(disturbed.visit) == books(calm.visit)
    verified = verify(disturbed.visit)
    assert verified.agrees, verified.differences


def statements_of(visit: Visit, act: Act) -> int:
    """Let an act end, and count what it asks of the database."""
    count = 0

    def one_more(*_: object) -> None:
        nonlocal count
        count += 1

    with listening(visit.installation.engine, one_more):
        act(visit)
    return count


def stopped_again_and_again(visit: Visit, act: Act, moments: Iterable[int]) -> None:
    """Stop an act before each of these statements, and let it end at last, if it did not end before."""
    for moment in moments:
        left = iter(range(moment))

        def stop(_: object, cursor: Any, *_rest: object, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                cursor.close()  # SQLAlchemy leaves one that was made and not asked yet to the collector
                raise KeyboardInterrupt

        try:
            with listening(visit.installation.engine, stop):
                act(visit)
        except KeyboardInterrupt:
            continue
        return
    act(visit)


@contextmanager
def listening(engine: Engine, heard: Callable[..., None]) -> Iterator[None]:
    event.listen(engine, "before_cursor_execute", heard)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", heard)


def written(visit: Visit) -> list[int]:
    """How much is written in the tables that only grow."""
    with reading(visit.installation.engine) as connection:
        tables = (files, audit_trail, postings, matches, match_ends, decisions, closed_days)
        return [connection.execute(select(func.count()).select_from(each)).scalar_one() for each in tables]


def books(visit: Visit) -> Books:
    """Every export, without the numbers of files: they count the attempts on PostgreSQL."""
    found = {name: [list(row.values()) for row in rows_of(visit, name)] for name in (*EXPORTS, "days")}
    for row in found["journal"]:
        row[1] = row[1].partition("-")[2]
    return found
