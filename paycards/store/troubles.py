"""Whose fault it is: troubles of the database, each with what it is and what to do.

PostgreSQL tells its troubles by SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html),
SQLite by result code (https://www.sqlite.org/rescode.html). TryAgain may have gone by the next run; Failed
stays until somebody changes something. A constraint that refuses a row is neither, and passes through.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from paycards.errors import Failed, TryAgain

Trouble = tuple[str, type[Failed], str]

BROKEN = (
    "The server, a pooler or the network broke the connection. Check them, and for how long settings such as"
    " idle_in_transaction_session_timeout let our user pause."
)

# The first whose beginning fits, longest first: SQLSTATE, try again or not, what it is and what to do.
POSTGRESQL: tuple[Trouble, ...] = (
    ("28", Failed, "It does not accept our user name or password. Correct them in the setting database."),
    ("3D", Failed, "There is no database of this name. Create it, or correct the setting database."),
    ("42501", Failed, "Our user lacks a right. Grant what the installation guide lists."),
    ("25006", Failed, "It is read-only, perhaps a standby. Name the primary server in the setting database."),
    ("42P01", Failed, "A table is missing. It is not set up, or another program's, or of another version."),
    ("42703", Failed, "A column is missing. It was made by another version of paycards."),
    ("42883", Failed, "A function is missing. It was made by another version of paycards."),
    ("3F", Failed, "Its schema is missing. Correct the search path of our user."),
    ("53100", TryAgain, "The disk of the server is full. Make room there."),
    ("53200", TryAgain, "The server is out of memory. Give it more, or wait until it has less to do."),
    ("53300", TryAgain, "The server has too many connections. Close some, or allow more."),
    ("53", TryAgain, "The server is short of resources. See its log."),
    ("57014", TryAgain, "The server cancelled the step: it took longer than statement_timeout allows, or an"
     " administrator ended it. Allow our user more time."),
    ("25P03", TryAgain, "The server ended a step that paused for longer than"
     " idle_in_transaction_session_timeout allows. Allow our user more time."),
    ("57P05", TryAgain, "The server ended a connection that was idle longer than idle_session_timeout."),
    ("57P", TryAgain, "The server is shutting down, starting or being restored. Wait until it is there."),
    ("55P03", TryAgain, "Somebody else held a lock for longer than lock_timeout allows."),
    ("40", TryAgain, "Somebody else changed the same rows at the same time."),
    ("08", TryAgain, BROKEN),
    ("58", TryAgain, "The server met an error of its disk or its operating system. See its log."),
    ("XX001", Failed, "The server found damaged data. Restore the last backup."),
    ("XX002", Failed, "The server found a damaged index. Rebuild it, or restore the last backup."),
)  # fmt: skip

SQLITE: tuple[Trouble, ...] = (
    ("SQLITE_FULL", TryAgain, "Its disk is full. Make room there."),
    ("SQLITE_BUSY", TryAgain, "Another step holds it. Wait until that is done."),
    ("SQLITE_LOCKED", TryAgain, "Another step holds it. Wait until that is done."),
    ("SQLITE_READONLY", Failed, "It cannot be written: its file, its folder or the whole disk is read-only."
     " Let our user write there."),
    ("SQLITE_PERM", Failed, "Our user may not use its file. Let our user read and write it and its folder."),
    ("SQLITE_AUTH", Failed, "Our user may not use its file. Let our user read and write it and its folder."),
    ("SQLITE_CANTOPEN", Failed, "Its file cannot be opened. Check that its folder is there and that our user"
     " can read and write it."),
    ("SQLITE_NOTADB", Failed, "Its file is not an SQLite database, or is damaged. Correct the setting"
     " database, or restore the last backup."),
    ("SQLITE_CORRUPT", Failed, "Its file is damaged. Restore the last backup."),
    ("SQLITE_IOERR", TryAgain, "Its disk cannot be read or written. Check that it is there and sound."),
    ("SQLITE_NOMEM", TryAgain, "The machine is out of memory. Wait until it has less to do."),
    ("SQLITE_TOOBIG", Failed, "A value is larger than it can hold."),
)  # fmt: skip

# What the client library says before there is a server to give a SQLSTATE.
UNREACHED: tuple[Trouble, ...] = (
    ("authentication failed|no password supplied|no pg_hba.conf entry|no such user",
     Failed, POSTGRESQL[0][2]),
    ('database ".*" does not exist|no such database', Failed, POSTGRESQL[1][2]),
    ("role .* does not exist", Failed, POSTGRESQL[0][2]),
    ("could not translate host name|resolve host|Name or service not known|nodename nor servname",
     TryAgain, "The name of its server is unknown. Correct the setting database, or check the name service."),
    ("too many clients|too many connections|remaining connection slots|no more connections allowed",
     TryAgain, "The server has too many connections. Close some, or allow more."),
    ("starting up|shutting down|recovery mode|not accepting connections", TryAgain,
     "The server is shutting down, starting or being restored. Wait until it is there."),
    ("server closed the connection|connection is lost", TryAgain, BROKEN),
    ("certificate|SSL", Failed, "The encrypted connection was refused. Check the certificates."),
)  # fmt: skip

# What PgBouncer says, which has one SQLSTATE for all.
POOLER: tuple[Trouble, ...] = (
    ("query_wait_timeout|client_login_timeout", TryAgain, "The pooler had no connection to the server free in"
     " time. Wait until it has less to do, or let it have more, or wait longer (query_wait_timeout)."),
    ("idle transaction timeout", TryAgain, "The pooler ended a step that paused for longer than its"
     " idle_transaction_timeout allows. Allow more."),
    ("query timeout", TryAgain, "The pooler ended a step that took longer than its query_timeout allows."
     " Allow more."),
)  # fmt: skip

DATABASE = "database"  # the code of each of these errors: they end a night, whatever they met
MOST_CHARACTERS = 300  # of what the database says itself

# A database whose file is there and cannot be read whole, also where SQLite finds it by its schema alone.
DAMAGE = re.compile(r"XX00[12]|SQLITE_CORRUPT|malformed database schema")
MISSING = re.compile(r"no such (table|column|function)|has no column named|has \d+ columns but")
ANOTHER_VERSION = (
    "A table or column is missing. It is not set up, or another program's, or of another version."
)
NO_TEXT = "Could not decode to UTF-8"  # the driver says so, under no name of SQLite's
CHANGED_BY_HAND = "A text in it is no text: it was changed by hand. Verify it, or restore the last backup."
OF_A_CONNECTION = (exc.OperationalError, exc.InterfaceError)  # what else the driver refuses is our own fault
NOT_REACHED = "Its server cannot be reached. Check the server and the network."


@contextmanager
def sorted_errors() -> Iterator[None]:
    """Turn a trouble of the database into TryAgain or Failed; what is none passes through."""
    try:
        yield
    except exc.TimeoutError as error:
        said = _sentence("All our connections to it are in use. Wait until a step is done.")
        raise TryAgain(said, code=DATABASE) from error
    except Exception as error:
        found = trouble_of(error)
        if found is None:
            raise
        kind, what = found
        said = _said(error)
        facts = {"damage": said} if is_damage(error) else {}
        raise kind(_sentence(what, said), code=DATABASE, **facts) from error


def trouble_of(error: Exception) -> tuple[type[Failed], str] | None:
    """What kind of trouble this is, and what to do; None for a refused row or a fault of the program.

    `error` is SQLAlchemy's, or the driver's own where a bulk load speaks to it.
    """
    driver = _of_driver(error)
    if isinstance(driver, sqlite3.Error):
        return _of_sqlite(driver)

    def says(known: str) -> bool:
        return bool(re.search(known, str(driver)))

    code: str | None = getattr(driver, "sqlstate", None)
    if code:
        of_pooler = _first(POOLER, says) if code.startswith("08") else None
        return of_pooler or _first(POSTGRESQL, code.startswith)
    if type(driver).__module__.startswith("psycopg") and isinstance(error, OF_A_CONNECTION):
        return _first(UNREACHED, says) or (TryAgain, NOT_REACHED)
    return None


def is_damage(error: Exception) -> bool:
    """Whether the database itself is damaged: `verify` tells that as what it found."""
    driver = _of_driver(error)
    names = (getattr(driver, name, None) for name in ("sqlstate", "sqlite_errorname"))
    return bool(DAMAGE.search(" ".join(map(str, (*names, driver)))))


def _of_driver(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, exc.DBAPIError) else error


def _said(error: Exception) -> str:
    """The first line of what the database says: the others may repeat a statement and its values."""
    return str(_of_driver(error)).partition("\n")[0]


def _of_sqlite(error: sqlite3.Error) -> tuple[type[Failed], str] | None:
    if MISSING.search(str(error)) and not is_damage(error):
        return Failed, ANOTHER_VERSION
    if NO_TEXT in str(error):
        return Failed, CHANGED_BY_HAND
    name: str = "SQLITE_CORRUPT" if is_damage(error) else getattr(error, "sqlite_errorname", None) or ""
    return _first(SQLITE, name.startswith)


def _first(troubles: tuple[Trouble, ...], fits: Callable[[str], bool]) -> tuple[type[Failed], str] | None:
    return next(((kind, what) for known, kind, what in troubles if fits(known)), None)


def _sentence(what: str, said: str = "") -> str:
    told = " ".join(said.split())[:MOST_CHARACTERS]
    it_says = f" It says: {told}." if told else ""
    return f"The database cannot be used now. {what} Nothing was half done; then run it again.{it_says}"
