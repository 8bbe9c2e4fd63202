"""Which of several amounts sum to another: by halves, so that twenty cost a thousand steps and not a million.

>>> sorted(choices((100, 250, 300, 50), 350))
[(0, 1), (2, 3)]
>>> choices((100, -100), 0)
[(0, 1)]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

Choice = tuple[int, ...]  # places in the amounts

ENOUGH = 2  # choices: with two of them none is the only one


def choices(pence: Sequence[int], wanted_pence: int) -> list[Choice]:
    """Up to two choices of one or more of the amounts that sum to what is wanted."""
    return list(islice((choice for choice in _choices(tuple(pence), wanted_pence) if choice), ENOUGH))


def _choices(pence: tuple[int, ...], wanted_pence: int) -> Iterator[Choice]:
    half = len(pence) // 2
    right = _by_sum(pence[half:])
    for sum_pence, firsts in _by_sum(pence[:half]).items():
        for second in right.get(wanted_pence - sum_pence, ()):
            for first in firsts:
                yield first + tuple(half + place for place in second)


@lru_cache(maxsize=256)
def _by_sum(pence: tuple[int, ...]) -> dict[int, list[Choice]]:
    """Each sum that a choice of these makes, with up to three choices that make it: one may be of none."""
    found: dict[int, list[Choice]] = {0: [()]}
    for place, each_pence in enumerate(pence):
        for sum_pence, ways in [(sum_pence, list(ways)) for sum_pence, ways in found.items()]:
            with_it = found.setdefault(sum_pence + each_pence, [])
            with_it.extend((*way, place) for way in ways)
            del with_it[ENOUGH + 1 :]
    return found
