"""What a person asks for at a desk: the note on a decision, checked, and the transaction it is taken in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from paycards.access.visit import Visit
from paycards.errors import UsageError
from paycards.store.councils import council_ids, council_step
from paycards.store.engine import writing


def checked_note(note: str) -> str:
    """Return the note, trimmed. Raises UsageError when there is nothing in it."""
    trimmed = note.strip()
    if not trimmed:
        raise UsageError("The note is empty: say in a few words why, for whoever asks later.")
    return trimmed


def council_named(connection: Connection, code: str) -> int:
    """Return the id of the council of this code. Raises UsageError when there is none."""
    known = council_ids(connection)
    if code not in known:
        raise UsageError(f"There is no council {code}: there are {', '.join(sorted(known))}.")
    return known[code]


@contextmanager
def decision(visit: Visit, council_id: int | None) -> Iterator[Connection]:
    """One transaction that holds the council; what belongs to no contract has no council to hold."""
    step = (
        writing(visit.installation.engine)
        if council_id is None
        else council_step(visit.installation.engine, council_id)
    )
    with step as connection:
        yield connection
