"""The note on a decision: why, in a few words, for anyone who asks later."""

from __future__ import annotations

from paycards.errors import Invalid
from paycards.store.plain_text import MOST_CHARACTERS, plain


def checked_note(note: str) -> str:
    """Return the note, trimmed, what nobody sees in it escaped. Raises Invalid for nothing, or a book."""
    trimmed = note.strip()
    if not trimmed:
        raise Invalid("note", "The note is empty: give the reason in a few words, for anyone who asks later.")
    if len(trimmed) > MOST_CHARACTERS:
        raise Invalid("note", f"The note is too long: say it in {MOST_CHARACTERS:,} characters at most.")
    return plain(trimmed, len(trimmed) * 10)
