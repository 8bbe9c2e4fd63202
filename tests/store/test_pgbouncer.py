"""Behind PgBouncer in transaction mode everything works: nothing relies on what a session remembers."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, Text, func, insert, select, text

from paycards.access.visit import Visit
from paycards.errors import TryAgain
from paycards.jobs.list_dues import list_dues
from paycards.jobs.match_settlements import match_settlements
from paycards.jobs.shield_accounts import shield_accounts
from paycards.jobs.show_proof import show_proof
from paycards.jobs.verify import verify
from paycards.settings.reading import load_settings
from paycards.store.engine import ASKED_OFTEN, beside, open_engine, reading, writing
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.councils import councils
from paycards.store.temporary import temporary
from tests.jobs.bank_files import begin
from tests.pgbouncer import pgbouncer, through
from tests.postgres import PostgresServer
from tests.store.books import fill
from tests.visits import NOW, open_visit

PREPARED = select(func.count()).select_from(text("pg_prepared_statements"))
OURS = text("SELECT name, setting FROM pg_settings WHERE name IN ('work_mem', 'jit') ORDER BY name")


def test_a_whole_night_runs_behind_pgbouncer(postgres_server: PostgresServer, tmp_path: Path) -> None:
    with pgbouncer(postgres_server) as folder:
        books = fill(through(folder, postgres_server.new_database()), tmp_path)
        with reading(books.engine) as connection:
            assert connection.execute(select(func.count()).select_from(audit_trail)).scalar_one() > 5
        books.engine.dispose()


def test_the_same_statement_many_times_from_several_clients_is_never_prepared(
    postgres_server: PostgresServer,
) -> None:
    with pgbouncer(postgres_server) as folder:
        url = through(folder, postgres_server.new_database())
        engines = [open_engine(url) for _ in range(3)]
        with writing(engines[0]) as connection:
            connection.execute(text("CREATE TABLE councils (id int, code text, name text)"))
        for _ in range(20):
            for engine in engines:
                with writing(engine) as connection:
                    connection.execute(select(councils.c.id).where(councils.c.code == "NVD"))
        with writing(engines[0]) as connection:
            assert connection.execute(PREPARED).scalar_one() == 0
        for engine in engines:
            engine.dispose()


def test_a_night_asks_a_pooler_for_one_connection_at_a_time(postgres_server: PostgresServer) -> None:
    with pgbouncer(postgres_server) as folder:
        engine = open_engine(through(folder, postgres_server.new_database()))
        with reading(engine) as connection, beside(connection) as other:
            assert other is None
        engine.dispose()


def test_what_is_asked_often_of_the_server_itself_is_prepared(postgres_server: PostgresServer) -> None:
    engine = open_engine(postgres_server.new_migrated_database())
    for _ in range(ASKED_OFTEN + 2):
        with writing(engine) as connection:
            connection.execute(select(councils.c.id).where(councils.c.code == "NVD"))
    with writing(engine) as connection:
        assert connection.execute(PREPARED.where(text("statement LIKE '%councils.code = $1%'"))).scalar() == 1
    engine.dispose()


def test_a_connection_to_the_server_itself_is_set_our_way_once(postgres_server: PostgresServer) -> None:
    engine = open_engine(postgres_server.new_database())
    with engine.connect() as connection:
        assert connection.execute(OURS).all() == [("jit", "off"), ("work_mem", "131072")]
    engine.dispose()


def test_every_step_and_reading_through_a_pooler_is_set_our_way(postgres_server: PostgresServer) -> None:
    with pgbouncer(postgres_server) as folder:
        engine = open_engine(through(folder, postgres_server.new_database()))
        for door in (writing, reading):
            with door(engine) as connection:
                assert connection.execute(OURS).all() == [("jit", "off"), ("work_mem", "131072")]
        engine.dispose()


def test_a_temporary_table_that_has_become_another_is_read_as_it_is(postgres_server: PostgresServer) -> None:
    engine = open_engine(postgres_server.new_database())
    shapes: list[tuple[Column[Any], object]] = [(Column("held", Integer), 7), (Column("held", Text), "seven")]
    for column, value in shapes * (ASKED_OFTEN + 2):
        with writing(engine) as connection, temporary(connection, "asked", column._copy()) as asked:
            connection.execute(insert(asked).values(held=value))
            assert connection.execute(select(asked.c.held)).scalar_one() == value
    engine.dispose()


def test_whoever_finds_the_pooler_busy_is_told_so(postgres_server: PostgresServer) -> None:
    with pgbouncer(postgres_server, wait_seconds=1) as folder:
        url = through(folder, postgres_server.new_database())
        first, second = open_engine(url), open_engine(url)
        with reading(first), pytest.raises(TryAgain, match="The pooler had no connection"), reading(second):
            pass
        for engine in (first, second):
            engine.dispose()


def test_a_step_that_pauses_too_long_for_the_pooler_is_told_so(postgres_server: PostgresServer) -> None:
    with pgbouncer(postgres_server, pause_seconds=1) as folder:
        engine = open_engine(through(folder, postgres_server.new_database()))
        with pytest.raises(TryAgain, match="idle_transaction_timeout"), writing(engine) as connection:
            time.sleep(2.5)
            connection.execute(text("SELECT 1"))
        engine.dispose()


def test_a_step_leaves_no_setting_behind(postgres_server: PostgresServer) -> None:
    with pgbouncer(postgres_server) as folder:
        engine = open_engine(through(folder, postgres_server.new_database()))
        with engine.connect() as connection:
            before = connection.execute(text("SELECT name, setting FROM pg_settings")).all()
        with writing(engine) as connection:
            connection.execute(text("SELECT 1"))
        with reading(engine) as connection:
            connection.execute(text("SELECT 1"))
        with engine.connect() as connection:
            assert connection.execute(text("SELECT name, setting FROM pg_settings")).all() == before
            left = "SELECT count(*) FROM pg_class WHERE relpersistence = 't'"
            assert connection.execute(text(left)).scalar_one() == 0
        engine.dispose()


def test_no_step_and_no_reading_asks_for_a_second_connection(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    """With one connection to the server whoever waits for another waits for ever."""
    with pgbouncer(postgres_server) as folder:
        begin(tmp_path, through(folder, postgres_server.new_database())).installation.close()
        settings = load_settings(tmp_path / "paycards.toml")
        jobs: tuple[Callable[[Visit], object], ...] = (
            show_proof,
            shield_accounts,
            match_settlements,
            list_dues,
            verify,
        )
        for job in jobs:
            visit = open_visit(settings, now=NOW)  # of a process that has asked for nothing yet
            job(visit)
            visit.installation.close()
