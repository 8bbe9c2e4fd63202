"""Show one payment's whole story."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.evidence.story import Story
from paycards.evidence.telling import tell_story
from paycards.evidence.which_row import find_row


def show_payment(visit: Visit, which: str) -> Story:
    """Return all that became of a row, given as FILE:ROW.

    Raises NotFound for an unknown file or row, Invalid for another form or where several files are meant.
    """
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        return tell_story(seen, find_row(seen, which), visit.installation.contracts, visit.today)
