"""How many of a thing, as a sentence says it."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, thing: str, things: str = "") -> str:
    """The number of things; `things` is their plural where it is not `thing` and an s.

    >>> counted(1, "row"), counted(1250, "row"), counted(2, "entry", "entries")
    ('1 row', '1,250 rows', '2 entries')
    """
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def first_of(names: Sequence[str], most: int) -> str:
    """The first of many names, and how many more there are.

    >>> first_of(["R1", "R2"], 2), first_of(["R1", "R2", "R3"], 2)
    ('R1, R2', 'R1, R2 and 1 more')
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
