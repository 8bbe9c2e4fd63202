"""How far the work is, told every few seconds, and whether it is to stop.

The work itself only notes how far it is. A thread of its own writes that down: a step may take minutes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from paycards.access.progress import Progress
from paycards.work.running import HowFar

SECONDS_BETWEEN = 3
MOST = 200  # characters of what is being done

Tell = Callable[[HowFar, dt.datetime], bool]


class Stopped(BaseException):
    """The worker is asked to stop: raised between two steps of the work, which goes on with the next."""


class LostWork(BaseException):
    """Another worker has taken the work over: this one must not go on."""


class Heart(Progress):
    """Progress that is written to the row of the work."""

    def __init__(self, tell: Tell, stop: Event) -> None:
        self._tell, self._stop = tell, stop
        self._far = HowFar()
        self._ended, self._lost = Event(), Event()

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Tell of the work until the block is left."""
        thread = Thread(target=self._beat, name="heart", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _beat(self) -> None:
        while not self._ended.wait(SECONDS_BETWEEN):
            if not self._tell(self._far, dt.datetime.now(dt.UTC)):
                self._lost.set()
                return

    def tell(self, text: str) -> None:
        """Note what is being done; while things are counted, that stays."""
        self._between_steps()
        if self._far.done >= self._far.total:
            self._far = HowFar(text[:MOST])

    def begin(self, what: str, total: int) -> None:
        """Note that so many things are to be done."""
        self._between_steps()
        self._far = HowFar(what[:MOST], 0, max(total, 0))

    def advance(self, done: int = 1) -> None:
        """Note that so many more are done."""
        self._far = HowFar(self._far.doing, self._far.done + done, self._far.total)
        self._between_steps()

    def _between_steps(self) -> None:
        if self._lost.is_set():
            raise LostWork
        if self._stop.is_set():
            raise Stopped
