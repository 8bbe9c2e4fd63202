r"""Text that a person can see: no control, direction or invisible characters, and nothing endless.

A name with a direction mark shows as another name; a reference with a space of no width never matches. Such
characters come out of web pages and word processors, or from somebody who wants to deceive.

>>> shown("Ann\x1b[2J")
'Ann\\x1b[2J'
>>> unseen_in("Jo\u200bnes"), unseen_in("Siân"), unseen_in("Flat 2\nMill")
('U+200B', '', 'U+000A')
"""

from __future__ import annotations

import re

SHOWN_CHARACTERS = 40
SHOWN_DIGITS = 4  # of a card number
LINE_ENDS = "\n\r"

# Unicode's categories Cc, Cf, Zl, Zp and Co, letters that are blank, and the mark of a lost character.
# The characters themselves: the two libraries that read this do not agree on escapes.
_CONTROLS = "\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"
_INVISIBLE = (
    "\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_NO_CHARACTER = "\ue000-\uf8ff\ufff0-\uffff\U000f0000-\U0010ffff"
UNSEEN_BUT_LINE_ENDS = f"[{_CONTROLS}{_INVISIBLE}{_NO_CHARACTER}]"
UNSEEN = f"[{LINE_ENDS}{UNSEEN_BUT_LINE_ENDS[1:]}"


def unseen_in(text: str, *, but_line_ends: bool = False) -> str:
    """Name the first character of a text that nobody can see, by its code point; empty if there is none."""
    found = re.search(UNSEEN_BUT_LINE_ENDS if but_line_ends else UNSEEN, text)
    return f"U+{ord(found[0]):04X}" if found else ""


def shown(text: str, most: int = SHOWN_CHARACTERS) -> str:
    """A text as it may stand in a message or on a terminal: escaped, and no longer than `most`."""
    cut = text if len(text) <= most else f"{text[:most]}..."
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in cut
    )


def ending(card_number: str) -> str:
    """Show a card number by its last four digits.

    >>> ending("9826999900000000018")
    '...0018'
    """
    return f"...{shown(card_number[-SHOWN_DIGITS:])}"
