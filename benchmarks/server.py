"""A private PostgreSQL that writes as safely as one in earnest: fsync is on."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests import postgres

SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
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

    def drop(self, name: str) -> None:
        """Drop a database."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", "CHECKPOINT")

    def analyze(self, name: str) -> None:
        """Do what autovacuum would have done long before the night."""
        self.run("VACUUM ANALYZE", "CHECKPOINT", database=name)

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
            yield Server(folder)
        finally:
            postgres.stop(process)
    finally:
        shutil.rmtree(folder)
