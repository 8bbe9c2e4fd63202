"""The note on a decision: why, in a few words, for anyone who asks later."""

from __future__ import annotations

from paycards.errors import Invalid


def checked_note(note: str) -> str:
    """Return the note, trimmed. Raises Invalid when there is nothing in it."""
    trimmed = note.strip()
    if not trimmed:
        raise Invalid("note", "The note is empty: give the reason in a few words, for anyone who asks later.")
    return trimmed
