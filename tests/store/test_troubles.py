"""Whose fault it is: each trouble of a database is named, with what to do, and is no fault of paycards."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, insert, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from paycards.errors import Failed, TryAgain
from paycards.store.engine import open_engine, reading, writing
from paycards.store.missing_guards import missing_guards
from paycards.store.tables.councils import councils
from paycards.store.troubles import trouble_of
from tests.full_disk import little_room
from tests.postgres import PostgresServer

ADD = insert(councils).values(code="NVD", name="Northvale")


def use(engine: Engine) -> None:
    try:
        with writing(engine) as connection:
            connection.execute(ADD)
    finally:
        engine.dispose()


def name_of(error: Failed) -> type[Failed]:
    return type(error)


def test_a_full_disk_is_named_and_may_be_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    with little_room(folder):
        engine = open_engine(f"sqlite:///{folder}/paycards.db")
        with pytest.raises(TryAgain, match="disk is full"), writing(engine) as connection:
            connection.execute(text("CREATE TABLE large AS SELECT zeroblob(1000000) AS zeros"))
        engine.dispose()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder on a disk that nobody may write to, root neither."""
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_read_only_disk_is_named_and_stays_until_somebody_acts(tmp_path: Path) -> None:
    path = tmp_path / "disk" / "paycards.db"
    path.parent.mkdir()
    sqlite3.connect(path).executescript("CREATE TABLE councils (id INTEGER PRIMARY KEY, code, name)")
    with _unwritable(path.parent), pytest.raises(Failed, match="read-only") as caught:
        use(open_engine(f"sqlite:///{path}"))
    assert name_of(caught.value) is Failed


@contextmanager
def _unwritable(folder: Path) -> Iterator[None]:
    if os.geteuid() == 0:
        with read_only(folder):
            yield
        return
    for path in (*folder.iterdir(), folder):
        path.chmod(0o500 if path.is_dir() else 0o400)
    yield
    folder.chmod(0o700)


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"\x93" + os.urandom(8000), "not an SQLite database"),
        (b"not a database" * 100, "not an SQLite database"),
    ],
)
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes, because: str) -> None:
    path = tmp_path / "paycards.db"
    path.write_bytes(content)
    with pytest.raises(Failed, match=because) as caught:
        use(open_engine(f"sqlite:///{path}"))
    assert name_of(caught.value) is Failed
    assert path.read_bytes() == content


@pytest.fixture
def path(_migrated_sqlite: Path, tmp_path: Path) -> Path:
    """A migrated database of the test's own."""
    copy = tmp_path / "paycards.db"
    shutil.copy(_migrated_sqlite, copy)
    return copy


def test_a_damaged_database_is_named(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(Failed, match="damaged"):
        use(open_engine(f"sqlite:///{path}"))


def test_a_name_in_the_schema_that_is_no_text_is_named_as_damage(path: Path) -> None:
    """The driver cannot even say it: SQLite puts the name into its message."""
    rename_in_schema(path, "name = x'ff00'")
    with pytest.raises(Failed, match=r"damaged.*a name that is no text"):
        use(open_engine(f"sqlite:///{path}"))


def test_a_definition_in_the_schema_that_is_no_text_is_compared_like_any_other(path: Path) -> None:
    rename_in_schema(path, "sql = CAST(sql AS BLOB)")
    engine = open_engine(f"sqlite:///{path}")
    with reading(engine) as connection:
        assert missing_guards(connection) == ["trigger problems.quiet: foreign"]
    engine.dispose()


def rename_in_schema(path: Path, change: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TRIGGER quiet BEFORE INSERT ON problems BEGIN SELECT 1; END")
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(f"UPDATE sqlite_master SET {change} WHERE name = 'quiet'")  # noqa: S608 - a test's own
    connection.commit()
    connection.close()


def test_the_database_of_another_program_is_named(tmp_path: Path) -> None:
    path = tmp_path / "paycards.db"
    sqlite3.connect(path).executescript("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(Failed, match="another program's"):
        use(open_engine(f"sqlite:///{path}"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Failed, match="cannot be made"):
        open_engine(f"sqlite:///{tmp_path}/file/paycards.db")


def administer(url: str, *statements: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize(
    ("setting", "slow", "because", "kind"),
    [
        ("statement_timeout = '100ms'", "SELECT pg_sleep(5)", "statement_timeout", TryAgain),
        ("lock_timeout = '100ms'", "LOCK councils", "lock_timeout", TryAgain),
        ("default_transaction_read_only = on", "CREATE TABLE x (i int)", "read-only", Failed),
    ],
)
def test_what_a_server_cuts_short_is_named(
    postgres_server: PostgresServer, setting: str, slow: str, because: str, kind: type[Failed]
) -> None:
    url = postgres_server.new_database()
    name = make_url(url).database
    administer(url, "CREATE TABLE councils (id int)", f"ALTER DATABASE {name} SET {setting}")
    holder = open_engine(url)
    with holder.connect() as held, held.begin():
        if "lock" in setting:
            held.execute(text("LOCK councils"))
        engine = open_engine(url)
        with pytest.raises(kind, match=because), writing(engine) as connection:
            connection.execute(text(slow))
        engine.dispose()
    holder.dispose()


def test_a_step_that_paused_too_long_is_named(postgres_server: PostgresServer) -> None:
    url = postgres_server.new_database()
    name = make_url(url).database
    administer(url, f"ALTER DATABASE {name} SET idle_in_transaction_session_timeout = '50ms'")
    engine = open_engine(url)
    with pytest.raises(TryAgain), writing(engine) as connection:
        connection.execute(text("SELECT 1"))
        time.sleep(0.5)
        connection.execute(text("SELECT 1"))
    engine.dispose()


@pytest.mark.parametrize(
    "said", ["consuming input failed: server closed the connection unexpectedly", "the connection is lost"]
)
def test_a_connection_that_the_server_broke_is_not_said_never_to_have_been_made(said: str) -> None:
    """What is left of a pause that the server ended, where its own word is lost with the connection."""
    kind, what = trouble_of(OperationalError("SELECT 1", {}, psycopg.OperationalError(said))) or (None, "")
    assert kind is TryAgain
    assert "broke the connection" in what
    assert "idle_in_transaction_session_timeout" in what


def test_missing_rights_and_databases_and_hosts_are_named(postgres_server: PostgresServer) -> None:
    url = postgres_server.new_database()
    administer(url, "CREATE TABLE councils (id int, code text, name text)", "CREATE ROLE no_rights LOGIN")
    stranger = make_url(url).set(username="no_rights").render_as_string(hide_password=False)
    with pytest.raises(Failed, match="lacks a right"):
        use(open_engine(stranger))
    nowhere = make_url(url).set(database="not_there").render_as_string(hide_password=False)
    with pytest.raises(Failed, match="no database of this name"):
        use(open_engine(nowhere))
    with pytest.raises(Failed, match="user name or password"):
        use(open_engine(make_url(url).set(username="nobody_here").render_as_string(hide_password=False)))
    with pytest.raises(TryAgain, match="name of its server is unknown"):
        use(open_engine("postgresql://x@no-such-host.invalid/paycards"))


def test_a_refused_row_is_no_trouble_of_the_database(engine: Engine) -> None:
    use(engine)
    with pytest.raises(Exception, match=r"(?i)unique") as caught:
        use(engine)
    assert not isinstance(caught.value, Failed)


def test_what_the_driver_refuses_to_send_is_no_trouble_of_the_database(
    postgres_server: PostgresServer,
) -> None:
    engine = open_engine(postgres_server.new_database())
    with pytest.raises(DBAPIError, match="NUL"), writing(engine) as connection:
        connection.execute(text("SELECT CAST(:name AS text)"), {"name": "North\x00vale"})
    engine.dispose()


def test_too_many_connections_are_named(postgres_server: PostgresServer) -> None:
    url = postgres_server.new_database()
    administer(url, "CREATE ROLE alone LOGIN CONNECTION LIMIT 1")
    mine = make_url(url).set(username="alone").render_as_string(hide_password=False)
    first, second = open_engine(mine), open_engine(mine)
    with first.connect(), pytest.raises(TryAgain, match="too many connections"), reading(second):
        pass
    first.dispose()
    second.dispose()
