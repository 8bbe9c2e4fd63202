"""Take a return or a write-off of a suspense item back."""

from __future__ import annotations

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.propose import decide
from paycards.decisions.row_version import WhichItem, require_version, seen_item
from paycards.decisions.taking_back import proposed_take_back
from paycards.jobs.effects import EFFECTS
from paycards.reconcile.suspense.items import find_item, item_of


def take_back_item(visit: Visit, which: WhichItem, *, note: str) -> Decision:
    """Propose that an item which was returned or written off waits again; a second person approves it.

    Raises Invalid for an empty note, NotFound for an unknown item, NotAllowed when it was not given up, or
    the supplier's adjustment of its return has come, Stale when a decision about it waits.
    """
    note, wanted = checked_note(note), seen_item(which)
    with visit.reading(may=Permission.RETURN_MONEY) as seen:
        council_id = find_item(seen, wanted.id).council_id
    with visit.step(council_id, kind_of("take_back").permission) as step:
        item = item_of(step, wanted.id)
        require_version(step, council_id, (item.file_id, item.row_no), wanted.version)
        return decide(step, visit.installation, proposed_take_back(step, item, note), EFFECTS)
