"""Propose that the newest closed day is opened again."""

from __future__ import annotations

import datetime as dt

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.decisions.decision import Decision
from paycards.decisions.propose import decide
from paycards.decisions.signing import proposed_reopening, require_newest_closed
from paycards.errors import UsageError
from paycards.jobs.effects import EFFECTS
from paycards.ledger.days import newest_closed


def reopen_day(visit: Visit, day: dt.date, *, council: str | None, note: str) -> Decision:
    """Propose it; a second person approves.

    Raises NotFound, Invalid for an empty note, UsageError where the council must be named, NotAllowed for any
    other day than the newest closed one.
    """
    note = checked_note(note)
    with visit.reading(council, may=Permission.PROPOSE_DAYS) as seen:
        council_id = _meant(seen, day)
    with visit.step(council_id, Permission.PROPOSE_DAYS) as step:
        require_newest_closed(step, day)
        return decide(step, visit.installation, proposed_reopening(day, note), EFFECTS)


def _meant(seen: Reading, day: dt.date) -> int:
    """The council that is meant: the only one, or the only one of which this is the newest closed day."""
    closed = [each for each in seen.councils.values() if newest_closed(seen.connection, each) == day]
    meant = list(seen.councils.values()) if len(seen.councils) == 1 else closed
    if len(meant) != 1:
        raise UsageError(f"Say which council: {', '.join(sorted(seen.councils))}.")
    return meant[0]
