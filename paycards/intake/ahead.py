"""Work ahead: the next files are fetched, kept and read while the database takes those before.

Small files go in groups, because what waits for the disk is done for a group at once; a large one goes alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import pairwise
from typing import TypeVar

MOST_FILES = 64  # of a group
MOST_BYTES = 4_000_000

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


def in_groups(items: Sequence[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Put items together, in their order: few at first, so that nothing waits long for the first of them."""
    group: list[Item] = []
    most, total = 4, 0
    for item in items:
        if group and (len(group) >= most or total + size(item) > MOST_BYTES):
            yield group
            group, total = [], 0
            most = min(2 * most, MOST_FILES)
        group.append(item)
        total += size(item)
    if group:
        yield group
