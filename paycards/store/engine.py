"""The engine, and the two ways to use it: `reading` and `writing`.

SQLite is one writer at a time, in rollback-journal mode with full sync: the
library that Debian 12 ships can corrupt a database in write-ahead mode when two
connections write or checkpoint at the same instant (docs/decisions).
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, exc, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from paycards.errors import Failed, SettingsError, TryAgain
from paycards.store.troubles import sorted_errors

ATTACHED = "attached"  # under which a connection of SQLite remembers what it has attached
SQLITE_WAIT_SECONDS = 600  # a night's largest step: whoever comes second waits for it
PAGE_WAIT_SECONDS = 5
LOCK_SECONDS = "lock_seconds"  # the option of an engine by which a step on PostgreSQL waits no longer
ASKED_OFTEN = 5  # times on one connection, after which PostgreSQL keeps a statement prepared
READY = "ready"  # under which a connection to a server remembers that it is set for our statements
# Set-based steps sort and hash a whole file: the planner's small defaults are for web pages. And what a page
# asks is answered before it would be compiled. Dates are written as SQLite keeps them.
OUR_WAY = {"work_mem": "128MB", "jit": "off", "datestyle": "ISO"}
SQLITE_PRAGMAS = (
    "PRAGMA page_size=8192",  # of a database that is made now
    "PRAGMA journal_mode=TRUNCATE",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32768",  # of KiB; a larger one makes a night no quicker
    "PRAGMA temp_store=MEMORY",
)


def open_engine(url: str) -> Engine:
    """Open the database of this URL. Raises SettingsError for a URL that is neither SQLite nor PostgreSQL."""
    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise SettingsError("The setting database is not a database address.") from error
    match parsed.get_backend_name():
        case "sqlite":
            # In a row of steps each goes on with the pages and the schema that the one before left in memory.
            return _sqlite(url, parsed.database, pool_use_lifo=True)
        case "postgresql":
            return _postgresql(parsed.set(drivername="postgresql+psycopg"))
    raise SettingsError("The setting database must begin with sqlite:/// or postgresql+psycopg://.")


def _postgresql(url: URL) -> Engine:
    from psycopg import RawCursor

    engine = create_engine(
        url,
        pool_pre_ping=True,
        use_native_hstore=False,  # no column is one: spares each process the question what the type is
        paramstyle="numeric_dollar",  # PostgreSQL's own: the driver need not take each statement apart
        connect_args={
            "prepare_threshold": None,
            "client_encoding": "utf8",  # whatever PGCLIENTENCODING says
            "cursor_factory": RawCursor,
        },
    )
    event.listen(engine, "connect", _make_ready)
    return engine


def _make_ready(connection: Any, record: ConnectionPoolEntry) -> None:
    """Pass statements on as they are, set the server our way once and prepare what is asked often.

    Not through a pooler: behind one such as PgBouncer each transaction may run on another connection to the
    server. A pooler gives its clients a number of its own for the process that serves them, since several do.
    """
    from psycopg import RawServerCursor

    connection.server_cursor_factory = RawServerCursor
    connection.autocommit = True
    (process,) = connection.execute("SELECT pg_backend_pid()").fetchone()
    if process == connection.info.backend_pid:
        connection.execute(_setting("SET"))
        connection.prepare_threshold = ASKED_OFTEN
        record.info[READY] = True
    connection.autocommit = False


def _setting(command: str) -> str:
    return "; ".join(f"{command} {name} = '{value}'" for name, value in OUR_WAY.items())


def _set_our_way(connection: Connection) -> None:
    """Set a transaction on a server our way, where its connection could not be."""
    if connection.dialect.name == "postgresql" and READY not in connection.info:
        connection.exec_driver_sql(_setting("SET LOCAL"))


def unpooled(engine: Engine) -> Engine:
    """The same database; on SQLite the cache of pages, 32 MB at most, ends with each step."""
    if engine.dialect.name != "sqlite":
        return engine
    return _sqlite(engine.url.render_as_string(hide_password=False), engine.url.database, poolclass=NullPool)


def impatient(engine: Engine) -> Engine:
    """The same database; on SQLite whoever finds it busy is told so at once, and holds up nobody."""
    if engine.dialect.name != "sqlite":
        return engine
    url = engine.url.render_as_string(hide_password=False)
    return _sqlite(url, engine.url.database, wait_seconds=0, poolclass=NullPool)


def for_pages(engine: Engine) -> Engine:
    """The same database, for somebody who waits before a page: what is busy for longer is told to them."""
    if engine.dialect.name != "sqlite":
        return engine.execution_options(**{LOCK_SECONDS: PAGE_WAIT_SECONDS})
    url = engine.url.render_as_string(hide_password=False)
    return _sqlite(url, engine.url.database, wait_seconds=PAGE_WAIT_SECONDS, pool_use_lifo=True)


def _sqlite(url: str, path: str | None, *, wait_seconds: int = SQLITE_WAIT_SECONDS, **pool: Any) -> Engine:
    if path and path != ":memory:":
        _make_private(Path(path))
    # The wait is set before anything else: the first pragma may meet a lock.
    engine = create_engine(url, connect_args={"timeout": wait_seconds}, **pool)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        try:
            for pragma in SQLITE_PRAGMAS:
                connection.execute(pragma)
        except UnicodeDecodeError as error:  # the driver meets it in what SQLite says of a name
            raise sqlite3.DatabaseError("malformed database schema, in a name that is no text") from error

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def _on_checkin(connection: sqlite3.Connection | None, record: ConnectionPoolEntry) -> None:
        attached = record.info.pop(ATTACHED, [])
        if connection is not None:  # else it is closed already
            for schema in attached:
                connection.execute(f"DETACH {schema}")

    return engine


def _make_private(path: Path) -> None:
    """Names, addresses and card numbers: a new database is for its owner alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise (TryAgain if full else Failed)(
            f"The database {path} cannot be made: {error.strerror}. Make room there, or let our user write"
            " there, or let the setting database name another place."
        ) from error


def attach(connection: Connection, path: Path, *, mapped_bytes: int = 0) -> str:
    """Attach another SQLite database until the end of this transaction; return the name of its schema.

    Up to ten at a time, which is SQLite's own limit. `mapped_bytes` of it are read where they lie in memory
    already: only for one that nobody else writes to.
    """
    attached: list[str] = connection.info.setdefault(ATTACHED, [])
    schema = f"attached_{len(attached) + 1}"
    connection.exec_driver_sql(f"ATTACH ? AS {schema}", (str(path),))
    attached.append(schema)
    if mapped_bytes:
        connection.exec_driver_sql(f"PRAGMA {schema}.mmap_size={mapped_bytes}")
    return schema


def detach(connection: Connection) -> None:
    """Let go of what is attached, between two transactions."""
    cursor = connection.connection.cursor()
    for schema in connection.info.pop(ATTACHED, []):
        cursor.execute(f"DETACH {schema}")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that commits at the end, or leaves no trace.

    Raises TryAgain or Failed for the troubles of a database (`store/troubles.py`).
    """
    with sorted_errors(), engine.begin() as connection:
        _set_our_way(connection)
        if connection.dialect.name == "postgresql":
            seconds = connection.get_execution_options().get(LOCK_SECONDS, 0)  # 0: as the server has it
            if seconds:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{seconds}s'")
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One unchanging view of the database."""
    options: dict[str, object] = {"reading": True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with sorted_errors(), engine.connect().execution_options(**options) as connection, connection.begin():
        _set_our_way(connection)
        yield connection


def has_others(connection: Connection) -> bool:
    """Tell whether another connection may read while this one is at work.

    None does on SQLite, where whoever writes has the database alone, and none through a pooler, which may
    have no other to give.
    """
    return READY in connection.info


@contextmanager
def beside(connection: Connection) -> Iterator[Connection | None]:
    """Another connection, to read meanwhile what this one sees of others; None where there is none."""
    if not has_others(connection):
        yield None
        return
    view = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
    with reading(connection.engine) as other:
        other.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{view}'")
        yield other
