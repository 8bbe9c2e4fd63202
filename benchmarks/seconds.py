"""Seconds of the processors, for machines that others use too."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event


class Processors:
    """What this process and those of the server which work for an engine have computed.

    One of the server works for each connection: what it did counts on when it has ended, and what it had done
    before its connection was first seen here never counts. So the figure only grows.
    """

    def __init__(self, engine: Engine) -> None:
        self._since: dict[int, float] = {}  # process of the server -> its seconds when it was first seen
        self._ended = 0.0
        if engine.dialect.name == "postgresql":
            event.listen(engine, "connect", self._begun)
            event.listen(engine, "checkout", self._seen)
            event.listen(engine, "close", self._ending)

    def seconds(self) -> float:
        """Tell what they have computed so far."""
        working = (seconds_of_process(number) - since for number, since in self._since.items())
        return time.process_time() + self._ended + sum(working)

    def _begun(self, raw: Any, *_: object) -> None:
        self._since[raw.info.backend_pid] = 0.0

    def _seen(self, raw: Any, *_: object) -> None:
        number = raw.info.backend_pid
        if number not in self._since:
            self._since[number] = seconds_of_process(number)

    def _ending(self, raw: Any, *_: object) -> None:
        number = raw.info.backend_pid
        if number in self._since:
            self._ended += seconds_of_process(number) - self._since.pop(number)


def seconds_of_process(number: int) -> float:
    """What a process has computed so far, to the nanosecond."""
    return int(Path(f"/proc/{number}/schedstat").read_text().split()[0]) / 1e9
