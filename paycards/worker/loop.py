"""The worker's loop: settle what others left, take what waits, do it, sleep.

On SQLite there is one process at most: a file beside the database is locked while it lives, so that whatever
is called running when it begins has no worker. On PostgreSQL there may be several: each takes other work, and
who does not tell of itself for a minute is taken for dead.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from paycards.access.visit import Visit
from paycards.errors import NotAllowed
from paycards.jobs.list_payments import list_payments
from paycards.jobs.sweep_work import sweep_work
from paycards.jobs.take_work import take_work
from paycards.worker.heart import Stopped
from paycards.worker.kind import Kind
from paycards.worker.piece import do_piece

SECONDS_BETWEEN_LOOKS = 1
SECONDS_BETWEEN_SWEEPS = 15

Fresh = Callable[[], Visit]  # a visit of this moment


@dataclass(frozen=True)
class Worker:
    """One worker process: what it can do, and what tells it to stop."""

    fresh: Fresh
    kinds: Sequence[Kind]
    stop: Event

    def work(self, *, once: bool = False) -> int:
        """Do work until told to stop, or with `once` until nothing waits; return how many pieces were done.

        Raises NotAllowed where another worker has this SQLite database.
        """
        visit = self.fresh()
        with _only_one(visit.installation.database_file) as alone:
            sweep_work(visit, _now(), all_of_them=alone)
            return self._loop(once=once)

    def _loop(self, *, once: bool) -> int:
        done, swept = 0, time.monotonic()
        while not self.stop.is_set():
            if time.monotonic() - swept > SECONDS_BETWEEN_SWEEPS:
                sweep_work(self.fresh(), _now())
                list_payments(self.fresh())
                swept = time.monotonic()
            if self._one():
                done += 1
            elif once:
                break
            else:
                self.stop.wait(SECONDS_BETWEEN_LOOKS)
        return done

    def _one(self) -> bool:
        visit = self.fresh()
        held = take_work(visit, f"{socket.gethostname()}:{os.getpid()}", _now())
        if held is None:
            return False
        kind = next((kind for kind in self.kinds if kind.name == held.kind), None)
        try:
            do_piece(visit, held, kind, self.stop)
        except Stopped:
            return False
        return True


@contextmanager
def _only_one(database: Path | None) -> Iterator[bool]:
    """Hold the lock of an SQLite database, and tell that nobody else works; False on a server."""
    if database is None:
        yield False
        return
    path = database.with_name(f"{database.name}.worker")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        yield True
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise NotAllowed(
            "Another worker has this database: on SQLite there is one at most.", code="worker_runs"
        ) from error


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
