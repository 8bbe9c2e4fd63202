"""Migrations run both ways on both databases, and make the tables that the program declares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, inspect, select, text

from paycards.errors import SettingsError, UsageError
from paycards.store import bulk
from paycards.store.engine import open_engine, reading, writing
from paycards.store.frames import read_frame
from paycards.store.migrate import downgrade, upgrade
from paycards.store.tables.councils import councils
from paycards.store.tables.every import metadata
from paycards.store.version import require_current
from tests.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database that nothing was ever done in."""
    url = f"sqlite:///{tmp_path}/paycards.db"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.new_database()
    engine = open_engine(url)
    yield engine
    engine.dispose()


def schema(engine: Engine) -> set[tuple[str, str]]:
    """Every object of the database with the text that defines it."""
    query = "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_master"
    if engine.dialect.name == "postgresql":
        query = """
            SELECT 'column ' || table_name, column_name || data_type || is_nullable
            FROM information_schema.columns WHERE table_schema = 'public'
            UNION SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION SELECT 'constraint ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
            UNION SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
            UNION SELECT 'function ' || proname, prosrc FROM pg_proc WHERE proname LIKE 'paycards%'
        """
    with reading(engine) as connection:
        return {(kind, definition) for kind, definition in connection.execute(text(query))}


def test_up_down_and_up_again_gives_the_same_schema(empty: Engine) -> None:
    before = schema(empty)
    upgrade(empty)
    first = schema(empty)
    assert {"postings", "audit_trail"} <= set(inspect(empty).get_table_names())
    downgrade(empty, "base")
    assert inspect(empty).get_table_names() == ["alembic_version"]
    assert {kind for kind, _ in schema(empty) - before if "alembic" not in kind and "index" not in kind} <= {
        "column alembic_version",
    }
    upgrade(empty)
    assert schema(empty) == first


def test_each_step_down_can_be_taken_alone(empty: Engine) -> None:
    upgrade(empty, "0001")
    without_triggers = schema(empty)
    upgrade(empty, "0005")  # the next one changes a key
    assert schema(empty) > without_triggers
    upgrade(empty)
    downgrade(empty, "0001")
    assert schema(empty) == without_triggers


def test_the_database_of_another_program_is_left_alone(empty: Engine) -> None:
    with writing(empty) as connection:
        connection.execute(text("CREATE TABLE tenants (name text)"))
    before = schema(empty)
    for attempt in (upgrade, require_current):
        with pytest.raises(SettingsError, match=r"another program's: it has tables, such as tenants"):
            attempt(empty)
    assert schema(empty) == before


def test_a_database_that_a_newer_version_made_is_said_to_be_one(empty: Engine) -> None:
    upgrade(empty)
    with writing(empty) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = schema(empty)
    for attempt in (upgrade, require_current):
        with pytest.raises(SettingsError, match="of version 9999, which this paycards does not know"):
            attempt(empty)
    assert schema(empty) == before


def test_upgrading_twice_changes_nothing(empty: Engine) -> None:
    upgrade(empty)
    once = schema(empty)
    upgrade(empty)
    assert schema(empty) == once


# SQLite shows none of what these indexes are of
@pytest.mark.filterwarnings(
    "ignore:.*expression-based index.*(uq_files_bytes|accounts_postcode|last_four|last_six|short_number)"
)
def test_the_migrations_make_the_declared_tables(empty: Engine) -> None:
    upgrade(empty)
    with reading(empty) as connection:
        defaults = empty.dialect.name == "postgresql"  # SQLite gives them back as they were written
        visit = MigrationContext.configure(connection, opts={"compare_server_default": defaults})
        differences = list(compare_metadata(visit, metadata))
    assert [change for change in differences if not _is_known(empty, change)] == []


def _is_known(engine: Engine, change: tuple[Any, ...]) -> bool:
    """What a line and an item of suspense belong to are foreign keys on SQLite only."""
    if engine.dialect.name == "sqlite" or change[0] != "add_fk":
        return False
    keys = {
        "lines": [["file_id", "contract_id"]],
        "suspense_items": [["council_id"], ["contract_id"], ["file_id", "row_no"]],
    }
    return change[1].column_keys in keys.get(change[1].table.name, [])


def test_a_database_that_is_empty_or_of_another_version_is_refused(empty: Engine) -> None:
    with pytest.raises(UsageError, match="is empty: initialise it first"):
        require_current(empty)
    upgrade(empty, "0001")
    with pytest.raises(UsageError, match="another version"):
        require_current(empty)
    upgrade(empty)
    require_current(empty)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_hold_every_name_is_refused(
    postgres_server: PostgresServer, encoding: str
) -> None:
    url = postgres_server.new_database(f"ENCODING '{encoding}' LOCALE 'C'")
    engine = open_engine(url)
    with pytest.raises(SettingsError, match=f"holds its text in {encoding}"):
        upgrade(engine)
    engine.dispose()
    postgres_server.drop(url)


def test_names_are_sent_as_they_are_whatever_the_environment_says(
    postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    url = postgres_server.new_migrated_database()
    engine = open_engine(url)
    with writing(engine) as connection:
        bulk.load(connection, councils, pd.DataFrame({"code": ["NVD"], "name": ["Cyngor Tŷ Ŵyn"]}))
    with reading(engine) as connection:
        names = select(councils.c.name)
        assert connection.execute(names.where(func.length(councils.c.name) == 13)).scalar() == "Cyngor Tŷ Ŵyn"
        assert read_frame(connection, names, {"name": "str"})["name"].tolist() == ["Cyngor Tŷ Ŵyn"]
    engine.dispose()
    postgres_server.drop(url)
