"""Work one file ahead: the next is fetched, kept and read while the database takes the one before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import pairwise
from typing import TypeVar

Item = TypeVar("Item")
Ready = TypeVar("Ready")


def work_ahead(
    items: Sequence[Item],
    prepare: Callable[[Item], Ready],
    use: Callable[[Item, Callable[[], Ready]], None],
) -> None:
    """Use each item in turn; `prepare` works in a thread, one item ahead of `use`.

    `use` gets the item and what to call for the outcome of `prepare`: it returns or raises as `prepare` did.
    After a failure nothing is prepared until `use` has dealt with it, and nothing at all if `use` raises.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as thread:
        ahead: Future[Ready] | None = None
        for item, following in pairwise((*items, None)):
            assert item is not None  # noqa: S101 - only the last is, and it only follows
            ready = ahead or thread.submit(prepare, item)
            wait([ready])
            ahead = None
            if following is not None and not ready.exception():
                ahead = thread.submit(prepare, following)
            use(item, ready.result)
