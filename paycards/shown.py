r"""Text from outside, made fit to be shown to a person or stored in a message: escaped and bounded.

A file's name, a field's value or a sender's words may hold characters that move a terminal's cursor, marks
that turn the direction of what follows, or a hundred million letters. None of that may reach a message.

>>> shown("R123456789")
'R123456789'
>>> shown("R1\x1b[2J\u202e")
'R1\\x1b[2J\\u202e'
>>> shown("A" * 4000, most=8)
'AAAAAAAA… (4,000 characters)'
"""

from __future__ import annotations

MOST = 120  # characters of one value, as it was written


def shown(text: str, *, most: int = MOST) -> str:
    """At most the first `most` characters of `text`, with an escape for each one that is not printable.

    Printable is what `str.isprintable` says: no control character, no direction mark, no lone surrogate, and
    of the spaces only the usual one.
    """
    part = text[:most]
    if not part.isprintable():
        part = "".join(map(_escape, part))
    return part if len(text) <= most else f"{part}… ({len(text):,} characters)"


def _escape(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
