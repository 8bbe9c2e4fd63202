r"""Text that any database can store and anyone can read, however it came in.

What people did not write themselves, for example a file name or a field, may hold anything. A NUL is no
text in PostgreSQL, half of a surrogate pair is none anywhere, an index row has room for 2,700 bytes there,
and control characters and direction marks deceive whoever reads them.

    >>> plain("A\x00B\u202eC")
    'A\\x00B\\u202eC'
"""

from __future__ import annotations

import hashlib
import unicodedata

MOST_CHARACTERS = 2_000  # of a message
MOST_OF_KEY = 300  # of what stands in an index: at most 1,200 bytes
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, format, half surrogates, separators of lines


def plain(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return the text with what cannot be seen or stored escaped, and its end left out where it is long."""
    shown = _seen(text[: most + 1])
    return shown if len(shown) <= most else shown[: most - 2] + " …"


def key(text: str) -> str:
    """Return the same for a text that names something: two that differ in what is left out still differ."""
    shown = _seen(text[: MOST_OF_KEY + 1])
    if len(shown) <= MOST_OF_KEY:
        return shown
    rest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:12]
    return f"{shown[: MOST_OF_KEY - 14]} …{rest}"


def _seen(text: str) -> str:
    """The text with what cannot be seen escaped; in most texts all can be."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in UNSEEN:
        return character
    return character.encode("unicode_escape").decode("ascii")
