"""Note something about a suspense item."""

from __future__ import annotations

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.noting import write_note
from paycards.decisions.story import ItemStory, item_story
from paycards.reconcile.suspense.clock import clock_of
from paycards.reconcile.suspense.items import find_item, item_of


def note_item(visit: Visit, item_id: int, *, note: str) -> ItemStory:
    """Add a note to an item, open or not. Raises Invalid for an empty note, NotFound for an unknown item."""
    note = checked_note(note)
    with visit.reading(may=Permission.PLACE_SUSPENSE) as seen:
        council_id = find_item(seen, item_id).council_id
    with visit.step(council_id, Permission.PLACE_SUSPENSE) as step:
        write_note(step, item_of(step, item_id), note)
    with visit.reading(may=Permission.PLACE_SUSPENSE) as seen:
        return item_story(seen, clock_of(visit.settings, visit.today), item_id)
