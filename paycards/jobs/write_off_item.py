"""Write a suspense item off."""

from __future__ import annotations

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import Decision
from paycards.decisions.giving_up import proposed_end
from paycards.decisions.kinds import kind_of
from paycards.decisions.leaving_suspense import require_open
from paycards.decisions.propose import decide
from paycards.decisions.row_version import WhichItem, require_version, seen_item
from paycards.jobs.effects import EFFECTS
from paycards.reconcile.suspense.items import find_item, item_of


def write_off_item(visit: Visit, which: WhichItem, *, note: str) -> Decision:
    """Propose to write an open item off; a second person approves it.

    Raises Invalid for an empty note, NotFound for an unknown item, NotAllowed when it is not open, Stale when
    a decision about it waits.
    """
    note, wanted = checked_note(note), seen_item(which)
    with visit.reading(may=Permission.RETURN_MONEY) as seen:
        council_id = find_item(seen, wanted.id).council_id
    with visit.step(council_id, kind_of("write_off").permission) as step:
        item = item_of(step, wanted.id)
        require_version(step, council_id, (item.file_id, item.row_no), wanted.version)
        require_open(step.connection, item)
        return decide(step, visit.installation, proposed_end(item, "write_off", note), EFFECTS)
