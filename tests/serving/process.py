"""The real server in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import kept_port


@dataclass
class Process:
    """A server that runs: its address and its process."""

    address: str
    popen: subprocess.Popen[str]
    log: Path

    def get(self, path: str, timeout_seconds: float = 20) -> tuple[int, str, Mapping[str, str]]:
        """Status, text and headers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=timeout_seconds) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), dict(error.headers)

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.popen.pid}/task/{self.popen.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in children.split()]

    def stop(self) -> int:
        """Tell it to stop, and wait until it has."""
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(30)


PAYCARDS = ("-m", "paycards")
# The same on a system that has not what gunicorn needs.
PAYCARDS_WITHOUT_GUNICORN = (
    "-c",
    "from paycards.cli import main; from paycards.serving import serve;"
    " serve.can_run_gunicorn = lambda: False; main()",
)


@contextmanager
def served(
    config: Path,
    *options: str,
    folder: Path,
    beside: str = "--no-worker",
    program: tuple[str, ...] = PAYCARDS,
) -> Iterator[Process]:
    """`paycards serve` on a free port, until the end of the block."""
    log = folder / "serve.log"
    with kept_port() as port:
        call = ["--config", str(config), *options, "serve", "--port", str(port), beside]
        with log.open("w", encoding="utf-8") as file:
            popen = subprocess.Popen([sys.executable, *program, *call], stdout=file, stderr=file, text=True)
        process = Process(f"http://127.0.0.1:{port}", popen, log)
        try:
            _wait(process)
            yield process
        finally:
            _end(popen)


def _end(popen: subprocess.Popen[str]) -> None:
    if popen.poll() is not None:
        return
    popen.terminate()
    try:
        popen.wait(20)
    except subprocess.TimeoutExpired:
        popen.kill()
        popen.wait(10)


def _wait(process: Process) -> None:
    for _ in range(300):
        if process.popen.poll() is not None:
            raise AssertionError(process.log.read_text(encoding="utf-8"))
        try:
            if process.get("/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("It did not begin to serve.")
