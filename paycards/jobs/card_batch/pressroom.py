"""Drawing on every core: parts of a batch go out to processes and come back in their order.

Only a few parts are on the way at any time, so that memory does not grow with the batch. A process is
started anew and not forked, imports only what drawing needs, and ends when its parent is gone, however
that ended.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from paycards.errors import Failed
from paycards.settings import Council

if TYPE_CHECKING:
    from paycards.jobs.card_batch.drawing import Drawn, Part, Press

WAITING_PARTS = 1  # for each process, beside the one that it draws
_press: Press | None = None  # of this process


def cores() -> int:
    """How many processes can draw at once."""
    return len(os.sched_getaffinity(0))


def draw_all(
    council: Council, alphabet: str, parts: Iterable[Part], *, processes: int, with_proofs: bool = True
) -> Iterator[Drawn]:
    """Draw parts; yield them in the order in which they came. Raises Failed when a process dies."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        processes, context, initializer=_set_up, initargs=(council, alphabet, with_proofs)
    ) as pool:
        on_the_way: deque[Future[Drawn]] = deque()
        try:
            for part in parts:
                on_the_way.append(pool.submit(_draw, part))
                if len(on_the_way) > processes * (1 + WAITING_PARTS):
                    yield on_the_way.popleft().result()
            while on_the_way:
                yield on_the_way.popleft().result()
        except BrokenProcessPool as error:
            raise Failed(
                "A process that draws was ended from outside, perhaps for want of memory: give the list"
                " again. Nothing was half done."
            ) from error
        finally:
            for future in on_the_way:
                future.cancel()


def _set_up(council: Council, alphabet: str, with_proofs: bool) -> None:
    global _press  # noqa: PLW0603 - what a process of a pool knows has no other place
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from paycards.issue.artwork.artwork import Artwork
    from paycards.jobs.card_batch.drawing import Press

    _press = Press(Artwork(council), alphabet, with_proofs=with_proofs)


def _end_with_parent() -> None:
    """Wait for the parent to end, and end too: a killed parent cannot say so."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _draw(part: Part) -> Drawn:
    assert _press is not None  # noqa: S101 - `_set_up` ran before
    return _press.draw(part)
