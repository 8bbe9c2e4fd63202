"""A private PgBouncer in transaction mode before the private PostgreSQL of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.postgres import PATIENCE_SECONDS, SUPERUSER, PostgresServer, as_postgres

# One connection to the server for all clients: each transaction finds what the one before left behind.
SETTINGS = """
[databases]
* = host={server} user=postgres pool_size=1
[pgbouncer]
unix_socket_dir = {folder}
listen_addr =
listen_port = 6432
auth_type = any
pool_mode = transaction
query_wait_timeout = {wait_seconds}
idle_transaction_timeout = {pause_seconds}
ignore_startup_parameters = extra_float_digits
"""


@contextmanager
def pgbouncer(server: PostgresServer, wait_seconds: int = 10, pause_seconds: int = 0) -> Iterator[Path]:
    """Start it, and yield the folder of its socket.

    Whoever waits longer for the connection, or pauses longer in a transaction, is turned away; 0 is for ever.
    """
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.fail("There is no PgBouncer on this machine: run tools/system-packages pgbouncer.")
    folder = Path(tempfile.mkdtemp(prefix="pgb-"))
    (folder / "settings.ini").write_text(
        SETTINGS.format(
            server=server.folder, folder=folder, wait_seconds=wait_seconds, pause_seconds=pause_seconds
        )
    )
    if os.geteuid() == 0:
        shutil.chown(folder, SUPERUSER, SUPERUSER)
    process = subprocess.Popen(
        as_postgres(program, "-q", str(folder / "settings.ini")),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(folder, process)
        yield folder
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        shutil.rmtree(folder)


def through(folder: Path, url: str) -> str:
    """The same database through PgBouncer."""
    query = {"host": str(folder), "port": "6432"}
    return make_url(url).set(query=query).render_as_string(hide_password=False)


def _wait(folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), port=6432, user=SUPERUSER, dbname="postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail("PgBouncer did not start.")
            time.sleep(0.05)
        else:
            return
