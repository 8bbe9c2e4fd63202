"""`paycards serve` as it runs in production, on ports that are free."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.pages.town import NOW, Town

HOME = Path(__file__).parent.parent.parent
PATIENCE_SECONDS = 60


@contextmanager
def served(town: Town) -> Iterator[tuple[int, int]]:
    """Serve the town's pages until the end of the block; the port of the staff, and that of customers."""
    ports = _free_port(), _free_port()
    addresses = ("--port", str(ports[0]), "--customer-port", str(ports[1]), "--no-worker")
    given = ("--config", str(town.settings), "--now", NOW.isoformat())
    program = [sys.executable, "-m", "paycards", *given, "serve", *addresses]
    with (town.settings.parent / "serve.log").open("w") as log:
        process = subprocess.Popen(program, cwd=HOME, stdout=log, stderr=log)
        try:
            _wait_for(ports[0], process)
            yield ports
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_SECONDS)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the pages are not served: see serve.log in the folder")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
