"""Many things, some at a time: as many as one question to the database names, or as memory should hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

TOGETHER = 500  # keys in one question

Item = TypeVar("Item")


def in_parts(items: Sequence[Item], size: int = TOGETHER) -> Iterator[Sequence[Item]]:
    """Cut a sequence, in its order, into parts of this size; the last may be smaller.

    >>> list(in_parts([3, 1, 2], 2))
    [[3, 1], [2]]
    """
    for start in range(0, len(items), size):
        yield items[start : start + size]
