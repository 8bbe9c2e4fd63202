"""A private PostgreSQL for the tests, started from the system's own binaries.

    def test_something(postgres_server: PostgresServer) -> None:
        url = postgres_server.new_database()  # fresh and empty at each call

    copy = postgres_server.copy_of(url)   # the same rows, in a database of its own
    postgres_server.drop(copy)

One server a pytest process (so one for each xdist worker), in a temporary folder
of its own, on a Unix socket only, gone at the end. It is never skipped: where there is no
PostgreSQL, the tests that need one fail and say what to do.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.fresh import migrate

SUPERUSER = "postgres"
PATIENCE_SECONDS = 60

# Nothing of a test needs to outlive the machine's power, so do without the waits for the disk; and
# nobody looks after hundreds of small databases, each of which is soon dropped.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "256MB",
}


@dataclass
class PostgresServer:
    """A running server, reached through the Unix socket in `folder`."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _migrated: list[str] = field(default_factory=list)

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=SUPERUSER, dbname="postgres", autocommit=True)

    def new_database(self, made_as: str = "") -> str:
        """Create an empty database, with options of CREATE DATABASE, and return its SQLAlchemy URL."""
        name = f"test_{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 {made_as}")
        return f"postgresql+psycopg://{SUPERUSER}@/{name}?host={self.folder}"

    def new_migrated_database(self) -> str:
        """Create a migrated database without rows and return its URL."""
        if not self._migrated:
            self._migrated.append(self.new_database())
            migrate(self._migrated[0])
        return self.copy_of(self._migrated[0])

    def copy_of(self, url: str) -> str:
        """Copy a database that nobody uses at this moment; return the URL of the copy."""
        original = make_url(url)
        name = f"copy_{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {original.database} STRATEGY FILE_COPY")
        return original.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Take a database away, whoever still uses it."""
        with self.connect() as connection:
            connection.execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has room for 107 bytes
    try:
        process = start(binaries, folder)
        try:
            yield PostgresServer(folder)
        finally:
            stop(process)
    finally:
        shutil.rmtree(folder)


def find_binaries() -> Path:
    """The folder of initdb and postgres, of the newest version there is."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    found = str(installed[-1]) if installed else shutil.which("initdb")
    if found is None:
        pytest.fail("There is no PostgreSQL on this machine: run tools/system-packages postgresql.")
    return Path(found).resolve().parent


def start(
    binaries: Path, folder: Path, settings: Mapping[str, str] = SERVER_SETTINGS
) -> subprocess.Popen[bytes]:
    """Make a cluster in `folder` where there is none, start it, and return when it answers."""
    if os.geteuid() == 0:
        account = pwd.getpwnam(SUPERUSER)
        os.chown(folder, account.pw_uid, account.pw_gid)
    if not (folder / "data").exists():
        make_cluster(binaries, folder)
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            as_postgres(f"{binaries}/postgres", "-D", f"{folder}/data", *server_options(folder, settings)),
            stdout=output,
            stderr=output,
            cwd=folder,
        )
    wait_until_ready(process, PostgresServer(folder), log)
    return process


def make_cluster(binaries: Path, folder: Path) -> None:
    options = f"--no-sync --auth=trust --username={SUPERUSER} --encoding=UTF8 --locale=C".split()
    subprocess.run(
        as_postgres(f"{binaries}/initdb", *options, f"--pgdata={folder}/data"),
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )


def server_options(folder: Path, settings: Mapping[str, str]) -> list[str]:
    settings = {**settings, "unix_socket_directories": str(folder)}
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def as_postgres(*command: str) -> list[str]:
    """The command as an ordinary user (the server refuses root), ended when pytest dies."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return list(command)
    prefix = [setpriv, "--pdeathsig", "QUIT"]
    if os.geteuid() == 0:
        prefix += ["--reuid", SUPERUSER, "--regid", SUPERUSER, "--init-groups"]
    return [*prefix, *command]


def wait_until_ready(process: subprocess.Popen[bytes], server: PostgresServer, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                stop(process)
                pytest.fail(f"PostgreSQL did not start: {log.read_text(errors='replace')}")
            time.sleep(0.02)
        else:
            return


def stop(process: subprocess.Popen[bytes], how: int = signal.SIGQUIT) -> None:
    """Ask for a shutdown, an immediate one if nothing else is said, then do not wait for ever."""
    process.send_signal(how)
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
