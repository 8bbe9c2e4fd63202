"""How many of a thing, as a sentence says it."""

from __future__ import annotations


def counted(number: int, thing: str, things: str = "") -> str:
    """The number of things; `things` is their plural where it is not `thing` and an s.

    >>> counted(1, "row"), counted(1250, "row"), counted(2, "entry", "entries")
    ('1 row', '1,250 rows', '2 entries')
    """
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
