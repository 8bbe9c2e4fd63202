"""Row numbers of a list, as many as one statement takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

AT_ONCE = 5_000


def row_parts(row_numbers: Collection[int]) -> Iterator[list[int]]:
    """Cut row numbers, in order, into parts.

    >>> list(row_parts({3, 1}))
    [[1, 3]]
    """
    ordered = sorted(row_numbers)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))
