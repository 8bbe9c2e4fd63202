"""One writer, many readers, and every trouble of the database with its name."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import InternalError

from paycards.errors import SettingsError, TryAgain
from paycards.store import engine as engines
from paycards.store.engine import beside, for_pages, open_engine, reading, writing
from paycards.store.tables.councils import councils
from tests.postgres import PostgresServer


def add(engine: Engine, code: str) -> None:
    with writing(engine) as connection:
        connection.execute(insert(councils).values(code=code, name=code))


def count(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(councils)).scalar_one()


@pytest.mark.parametrize(
    "url", ["", "paycards.db", "mysql://root@localhost/paycards", "oracle://x", "sqlite3:///paycards.db"]
)
def test_an_address_of_another_kind_is_a_fault_of_the_settings(url: str) -> None:
    with pytest.raises(SettingsError, match="The setting database"):
        open_engine(url)


def test_the_fault_never_shows_the_address_which_may_hold_a_password() -> None:
    with pytest.raises(SettingsError) as caught:
        open_engine("mysql://root:secret@localhost/paycards")
    assert "secret" not in str(caught.value)


def test_a_short_postgresql_address_uses_the_same_driver() -> None:
    engine = open_engine("postgresql://nobody@/nothing")
    assert engine.dialect.driver == "psycopg"


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/var/deep/paycards.db")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE there (id INTEGER)"))
    engine.dispose()
    assert (tmp_path / "var/deep/paycards.db").is_file()


def test_a_new_database_has_larger_pages_and_one_that_is_there_keeps_its_own(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    with sqlite3.connect(old) as before:
        before.execute("PRAGMA page_size=4096")
        before.execute("CREATE TABLE there (id INTEGER)")
    before.close()
    for path, size in ((tmp_path / "new.db", 8192), (old, 4096)):
        engine = open_engine(f"sqlite:///{path}")
        with writing(engine) as connection:
            connection.execute(text("CREATE TABLE more (id INTEGER)"))
        with reading(engine) as connection:
            assert connection.exec_driver_sql("PRAGMA page_size").scalar_one() == size
        engine.dispose()


def test_sqlite_keeps_what_it_was_told_even_if_the_power_fails(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/paycards.db")
    with reading(engine) as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    engine.dispose()
    assert found == {"journal_mode": "truncate", "synchronous": 2, "foreign_keys": 1}


def test_what_fails_half_way_leaves_no_trace(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        connection.execute(insert(councils).values(code="NVD", name="Northvale"))
        raise ZeroDivisionError
    assert count(engine) == 0


def test_a_reader_sees_one_unchanging_view(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        engine = _impatient(engine)
    with reading(engine) as connection:
        first = connection.execute(select(func.count()).select_from(councils)).scalar_one()
        if engine.dialect.name == "sqlite":  # the writer waits until the reader has gone
            with pytest.raises(TryAgain):
                add(engine, "NVD")
        else:
            add(engine, "NVD")
        again = connection.execute(select(func.count()).select_from(councils)).scalar_one()
    assert (first, again) == (0, 0)


def test_a_reader_cannot_write(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":  # SQLite has no such promise to give
        with pytest.raises(Exception, match="read-only"), reading(engine) as connection:
            connection.execute(insert(councils).values(code="NVD", name="Northvale"))


def test_the_second_writer_waits_for_the_first(engine: Engine) -> None:
    order: list[str] = []

    def second() -> None:
        add(engine, "SECOND")
        order.append("second")

    with writing(engine) as connection:
        connection.execute(insert(councils).values(code="FIRST", name="First"))
        thread = threading.Thread(target=second)
        if engine.dialect.name == "sqlite":
            thread.start()
            time.sleep(0.2)
        order.append("first")
    if engine.dialect.name == "postgresql":
        thread.start()
    thread.join()
    assert order == ["first", "second"]
    assert count(engine) == 2


def test_a_busy_database_is_a_reason_to_try_again(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        impatient = _impatient(engine)
        with writing(engine), pytest.raises(TryAgain, match="run it again"):
            add(impatient, "NVD")
        impatient.dispose()


def test_a_page_is_told_that_the_database_is_busy(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "PAGE_WAIT_SECONDS", 1)
    add(engine, "NVD")
    rename = text("UPDATE councils SET name = name WHERE code = 'NVD'")
    pages = for_pages(engine)
    with writing(engine) as night:
        night.execute(rename)
        with pytest.raises(TryAgain), writing(pages) as page:
            page.execute(rename)
    with writing(pages) as page:
        page.execute(rename)


def test_a_server_that_is_not_there_is_a_reason_to_try_again(tmp_path: Path) -> None:
    engine = open_engine(f"postgresql+psycopg://nobody@/nothing?host={tmp_path}")
    with pytest.raises(TryAgain, match="cannot be used now"):
        count(engine)


def test_a_file_that_is_no_database_is_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "paycards.db"
    path.write_text("not a database" * 100)
    engine = open_engine(f"sqlite:///{path}")
    with pytest.raises(Exception, match="not a database"):
        count(engine)
    assert path.read_text().startswith("not a database")


def _impatient(engine: Engine) -> Engine:
    """The same database for one who does not wait."""
    from sqlalchemy import event

    other = open_engine(engine.url.render_as_string(hide_password=False))

    @event.listens_for(other, "connect")
    def _(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    return other


def test_a_new_connection_waits_for_a_step_longer_than_the_driver_would(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/paycards.db")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE councils (id INTEGER PRIMARY KEY, code TEXT, name TEXT)"))
    other = sqlite3.connect(tmp_path / "paycards.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    end = threading.Timer(5.5, other.execute, ["COMMIT"])  # sqlite3 itself gives up after five
    end.start()
    assert count(engine) == 0
    end.join()
    other.close()
    engine.dispose()


def test_another_connection_reads_what_others_wrote_and_not_what_is_being_written(
    postgres_server: PostgresServer,
) -> None:
    engine = open_engine(postgres_server.new_migrated_database())
    add(engine, "NVD")
    with writing(engine) as connection:
        connection.execute(insert(councils).values(code="HMB", name="HMB"))
        with beside(connection) as other:
            assert other is not None
            assert other.execute(select(councils.c.code)).scalars().all() == ["NVD"]
            with pytest.raises(InternalError, match="read-only"):
                other.execute(insert(councils).values(code="PEN", name="PEN"))
    assert count(engine) == 2
    engine.dispose()


def test_it_goes_on_seeing_what_the_first_one_saw(postgres_server: PostgresServer) -> None:
    engine = open_engine(postgres_server.new_migrated_database())
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(councils)).scalar_one() == 0
        add(engine, "NVD")
        with beside(connection) as other:
            assert other is not None
            assert other.execute(select(func.count()).select_from(councils)).scalar_one() == 0
    engine.dispose()


def test_there_is_no_other_connection_on_sqlite(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/paycards.db")
    with writing(engine) as connection, beside(connection) as other:
        assert other is None
