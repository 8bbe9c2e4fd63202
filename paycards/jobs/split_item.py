"""Share a suspense item out over several accounts."""

from __future__ import annotations

from collections.abc import Sequence

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.leaving_suspense import require_open
from paycards.decisions.propose import decide
from paycards.decisions.row_version import WhichItem, require_version, seen_item
from paycards.decisions.splitting import Part, proposed_split
from paycards.jobs.effects import EFFECTS
from paycards.reconcile.suspense.items import find_item, item_of


def split_item(
    visit: Visit,
    which: WhichItem,
    parts: Sequence[Part],
    *,
    note: str,
    even_if_closed: bool = False,
) -> Decision:
    """Split an open item into parts that sum to it, or propose it: above the tier, or where a part goes back.

    Raises Invalid for an empty note, NotFound for an unknown item, NotAllowed for parts that are not whole or
    cannot go where they should, Stale when a decision about the item waits.
    """
    note, wanted = checked_note(note), seen_item(which)
    with visit.reading(may=Permission.PLACE_SUSPENSE) as seen:
        council_id = find_item(seen, wanted.id).council_id
    with visit.step(council_id, kind_of("split").permission) as step:
        item = item_of(step, wanted.id)
        require_version(step, council_id, (item.file_id, item.row_no), wanted.version)
        require_open(step.connection, item)
        proposal = proposed_split(step, item, parts, note, even_if_closed=even_if_closed)
        return decide(step, visit.installation, proposal, EFFECTS)
