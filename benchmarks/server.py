"""A private PostgreSQL that works as one in earnest does.

It writes as safely: fsync is on. And it is no newborn: the files of its write-ahead log are there, as they
are on a server that took the nights before, and need not be made and zeroed while the clock runs.
"""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests import postgres

LOG_GB = 6  # a night of ten million lines writes five

SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "512MB",
    "min_wal_size": f"{LOG_GB}GB",
    "max_wal_size": f"{2 * LOG_GB}GB",
    "checkpoint_timeout": "30min",
}


class Server:
    """A running server, reached through the Unix socket in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        """The address of a database as libpq reads it."""
        return f"postgresql://{postgres.SUPERUSER}@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> None:
        """Create a database, and let all that was written before reach the disk."""
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}", "CHECKPOINT")

    def without_helpers(self, name: str) -> None:
        """Let one process do all that a connection asks: what helpers compute is told nowhere."""
        self.run(f"ALTER DATABASE {name} SET max_parallel_workers_per_gather = 0")

    def drop(self, name: str) -> None:
        """Drop a database."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", "CHECKPOINT")

    def analyze(self, name: str) -> None:
        """Do what autovacuum would have done long before the night."""
        self.run("VACUUM ANALYZE", "CHECKPOINT", database=name)

    def make_log_files(self) -> None:
        """Write as much log as the server keeps: a checkpoint makes its files ready for the next."""
        megabyte = "pg_logical_emit_message(false, 'benchmarks', repeat('x', 1024 * 1024))"
        self.run(f"SELECT count({megabyte}) FROM generate_series(1, {1024 * LOG_GB})", "CHECKPOINT")  # noqa: S608

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the superuser, each by itself."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server in a folder of its own; stop it and remove the folder at the end."""
    binaries = postgres.find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        process = postgres.start(binaries, folder, SETTINGS)
        try:
            server = Server(folder)
            server.make_log_files()
            yield server
        finally:
            postgres.stop(process)
    finally:
        shutil.rmtree(folder)


@contextmanager
def kept_server(folder: Path) -> Iterator[Server]:
    """Start a server whose files are kept in `folder` for the next time, where its path is short enough."""
    folder.mkdir(parents=True, exist_ok=True)
    process = postgres.start(postgres.find_binaries(), folder, SETTINGS)
    try:
        yield Server(folder)
    finally:
        postgres.stop(process, signal.SIGINT)
