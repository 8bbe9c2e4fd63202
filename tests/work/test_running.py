"""Work waits, runs and ends, each once: only whoever holds it writes to it, and what has ended stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, exc, insert, select, update

from paycards.store.engine import reading, writing
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.councils import councils
from paycards.store.tables.work import work
from paycards.work.asking import ask
from paycards.work.running import HowFar, beat, fail, finish, give_back, take
from paycards.work.sweeping import MOST_ATTEMPTS, SILENT_SECONDS, sweep
from tests.visits import NOW, step_of

LATER = NOW + dt.timedelta(seconds=SILENT_SECONDS + 1)
THIS: dict[str, int | str | bool] = {"council": "NVD", "list": 1}


@pytest.fixture
def council(engine: Engine) -> Iterator[int]:
    with writing(engine) as connection:
        statement = insert(councils).values(code="NVD", name="Northvale").returning(councils.c.id)
        found = int(connection.execute(statement).scalar_one())
    yield found


def asked(engine: Engine, council: int, arguments: dict[str, int | str | bool] | None = None) -> int:
    with step_of(engine, council) as step:
        return ask(step, "bulk_issue", arguments or THIS)


def column(engine: Engine, name: str) -> object:
    with reading(engine) as connection:
        return connection.execute(select(work.c[name])).scalar_one()


def test_the_same_is_asked_for_once_while_it_waits_or_runs(engine: Engine, council: int) -> None:
    first = asked(engine, council)
    assert asked(engine, council) == first
    with writing(engine) as connection:
        held = take(connection, "one", NOW)
    assert held is not None
    assert asked(engine, council, dict(reversed(THIS.items()))) == first
    with writing(engine) as connection:
        finish(connection, held, {"batch": 7}, NOW)
    assert asked(engine, council) != first
    with reading(engine) as connection:
        actions = connection.execute(select(audit_trail.c.action)).scalars().all()
    assert actions == ["work.asked", "work.asked"]


def test_the_oldest_is_taken_first_and_by_one_worker_only(engine: Engine, council: int) -> None:
    first = asked(engine, council)
    second = asked(engine, council, {"council": "NVD", "list": 2})
    with writing(engine) as connection:
        taken = [take(connection, name, NOW) for name in ("one", "two", "three")]
    assert [held.id if held else None for held in taken] == [first, second, None]


def test_two_workers_at_once_take_different_work(engine: Engine, council: int) -> None:
    if engine.dialect.name == "sqlite":
        return  # one worker at most
    first = asked(engine, council)
    second = asked(engine, council, {"council": "NVD", "list": 2})
    with writing(engine) as one, writing(engine) as two:
        held = [take(one, "one", NOW), take(two, "two", NOW)]
        with writing(engine) as three:
            assert take(three, "three", NOW) is None
    assert [each.id for each in held if each] == [first, second]


def test_a_worker_that_was_taken_for_dead_can_write_nothing_any_more(engine: Engine, council: int) -> None:
    asked(engine, council)
    with writing(engine) as connection:
        lost = take(connection, "one", NOW)
    assert lost is not None
    with writing(engine) as connection:
        assert sweep(connection, LATER) == 1
    with writing(engine) as connection:
        assert "It is done again" in str(connection.execute(select(work.c.reason)).scalar())
        again = take(connection, "one", LATER)  # the same process name, another attempt
    assert again is not None
    with writing(engine) as connection:
        assert not beat(connection, lost, HowFar("printing"), LATER)
        assert not finish(connection, lost, {}, LATER)
        assert not fail(connection, lost, "why", LATER)
        assert not give_back(connection, lost, "why")
        assert beat(connection, again, HowFar("printing", 3, 10), LATER)
        assert finish(connection, again, {"batch": 1}, LATER)
    assert (column(engine, "state"), column(engine, "attempt"), column(engine, "done")) == ("done", 2, 3)


def test_work_that_ends_its_worker_each_time_fails_in_the_end_with_the_true_reason(
    engine: Engine, council: int
) -> None:
    asked(engine, council)
    for _ in range(MOST_ATTEMPTS):
        with writing(engine) as connection:
            assert take(connection, "one", NOW)
        with writing(engine) as connection:
            assert sweep(connection, NOW, all_of_them=True) == 1
    assert column(engine, "state") == "failed"
    assert str(column(engine, "reason")).startswith("Its worker ended in the middle of it 3 times")


def test_a_living_worker_is_left_alone(engine: Engine, council: int) -> None:
    asked(engine, council)
    with writing(engine) as connection:
        assert take(connection, "one", NOW)
    with writing(engine) as connection:
        assert sweep(connection, NOW + dt.timedelta(seconds=SILENT_SECONDS - 1)) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"state": "waiting", "ended_at": None},
        {"reason": "another"},
        {"result": "{}"},
    ],
)
def test_the_database_lets_nobody_change_work_that_has_ended(
    engine: Engine, council: int, change: dict[str, object]
) -> None:
    asked(engine, council)
    with writing(engine) as connection:
        held = take(connection, "one", NOW)
        assert held
        assert fail(connection, held, "The disk is full.", NOW)
    assert refused(engine, lambda connection: connection.execute(update(work).values(**change)))


def test_the_database_lets_nobody_change_what_was_asked_for_or_begin_in_the_middle(
    engine: Engine, council: int
) -> None:
    asked(engine, council)
    assert refused(engine, lambda connection: connection.execute(update(work).values(asked_by="other")))
    assert refused(engine, lambda connection: connection.execute(work.delete()))
    with reading(engine) as connection:
        row = dict(connection.execute(select(work)).mappings().one())
    done = row | {"id": 99, "arguments": "{}", "state": "done", "ended_at": NOW}
    assert refused(engine, lambda connection: connection.execute(insert(work).values(**done)))


def refused(engine: Engine, attempt: object) -> bool:
    try:
        with writing(engine) as connection:
            _call(attempt, connection)
    except exc.DBAPIError:
        return True
    return False


def _call(attempt: object, connection: Connection) -> None:
    assert callable(attempt)
    attempt(connection)
