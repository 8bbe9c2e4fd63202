"""Printing on every core: parts of a bulk issue go out to processes and come back in their order.

The processes start before there is anything to print, while the list is matched and its cards are issued.
Only a few parts are on the way at any time, so that memory does not grow with the list. A process is
started afresh and not forked, imports only what printing needs, and ends when its parent is gone, however
that ended.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any, Protocol

from paycards.closing.bulk_issue.printed_part import PartToPrint, PrintedPart
from paycards.errors import Failed
from paycards.settings.council import Council

WAITING_PARTS = 1  # for each process, beside the one that it prints


class Press(Protocol):
    """What a process prints with."""

    def print(self, part: PartToPrint, /) -> PrintedPart:
        """Print a part."""


OpenPress = Callable[[Council, Collection[str], bool], Press]
_press: Press | None = None  # of this process


def cores() -> int:
    """How many processes can print at once."""
    return len(os.sched_getaffinity(0))


class Pressroom:
    """The processes that print one council's letters and cards, to be used in a `with` statement.

    Each process prints with a press of its own, which `open_press` gives it for the council and the
    `channels` of its contracts. `with_proofs` is off only to measure what proofs cost.
    """

    def __init__(
        self,
        open_press: OpenPress,
        council: Council,
        channels: Collection[str],
        processes: int,
        *,
        with_proofs: bool = True,
    ) -> None:
        self.with_proofs = with_proofs
        self._processes = processes
        self._has_begun = False
        spawn = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(
            processes, spawn, initializer=_set_up, initargs=(open_press, council, channels, with_proofs)
        )
        for _ in range(processes):
            self._pool.submit(os.getpid)  # any work starts another process

    def __enter__(self) -> Pressroom:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def print(self, parts: Iterable[PartToPrint]) -> Iterator[PrintedPart]:
        """Print parts, the last that there are; yield them in the order in which they came.

        Raises Failed when a process dies.
        """
        on_the_way: deque[tuple[PartToPrint, Future[PrintedPart]]] = deque()
        try:
            for part in parts:
                on_the_way.append((part, self._pool.submit(_print, part)))
                if len(on_the_way) > self._processes * (1 + WAITING_PARTS):
                    yield self._next(on_the_way)
            while on_the_way:
                yield self._next(on_the_way, is_last_to_come=True)
        except BrokenProcessPool as error:
            raise Failed(
                "A printing process stopped, perhaps out of memory: run the list again."
                " Nothing was half done."
            ) from error

    def _next(
        self, on_the_way: deque[tuple[PartToPrint, Future[PrintedPart]]], *, is_last_to_come: bool = False
    ) -> PrintedPart:
        """The part that came first. The first that has a sheet is printed again where it lacks the ruler."""
        part, future = on_the_way.popleft()
        printed = future.result()
        if printed.pages and not self._has_begun:
            self._has_begun = True
            if not part.ruler:
                printed = self._pool.submit(_print, replace(part, ruler=True)).result()
        if is_last_to_come and (self._has_begun or not on_the_way):
            self._pool.shutdown(wait=False)  # the processes end while the rest is written
        return printed


def _set_up(open_press: OpenPress, *asked: Any) -> None:
    global _press  # noqa: PLW0603 - what a process of a pool knows has no other place
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _press = open_press(*asked)
    gc.freeze()  # what is loaded now stays: no collection looks through it


def _end_with_parent() -> None:
    """Wait for the parent to end, and end too: a killed parent cannot say so."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _print(part: PartToPrint) -> PrintedPart:
    assert _press is not None  # noqa: S101 - `_set_up` ran before
    return _press.print(part)
