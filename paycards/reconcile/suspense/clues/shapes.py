"""What stands where in many texts: by their length, the characters of each place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

Shapes = Mapping[int, Sequence[str]]


def shapes_of(texts: Iterable[str]) -> Shapes:
    """Look at all of them.

    >>> shapes_of(["R12", "R37", "77"])
    {3: ['R', '13', '27'], 2: ['7', '7']}
    """
    by_length: dict[int, list[str]] = defaultdict(list)
    for text in texts:
        by_length[len(text)].append(text)
    together = {length: "".join(several) for length, several in by_length.items()}
    return {
        length: ["".join(sorted(set(text[place::length]))) for place in range(length)]
        for length, text in together.items()
    }
