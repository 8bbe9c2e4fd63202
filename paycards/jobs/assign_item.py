"""Say who is to see to a suspense item, and by when."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.leaving_suspense import require_open
from paycards.decisions.noting import Owner, assign
from paycards.decisions.story import ItemStory, item_story
from paycards.errors import Invalid
from paycards.reconcile.suspense.clock import clock_of
from paycards.reconcile.suspense.items import find_item, item_of


def assign_item(visit: Visit, item_id: int, owner: Owner, *, note: str = "") -> ItemStory:
    """Assign an open item to a person, or to nobody. While it is somebody's the night does not try it.

    Raises NotFound for an unknown item, Invalid for a day that is over or that nobody is to keep; NotAllowed
    when it is not open.
    """
    if owner.due_on is not None and not owner.name:
        raise Invalid("by", "An item that is nobody's has no day: name a person too, or leave the day out.")
    if owner.due_on is not None and owner.due_on < visit.today:
        raise Invalid("by", f"{owner.due_on} is over: name a day from today on.")
    with visit.reading(may=Permission.PLACE_SUSPENSE) as seen:
        council_id = find_item(seen, item_id).council_id
    with visit.step(council_id, Permission.PLACE_SUSPENSE) as step:
        item = item_of(step, item_id)
        require_open(step.connection, item)
        assign(step, item, owner, note.strip())
    with visit.reading(may=Permission.PLACE_SUSPENSE) as seen:
        return item_story(seen, clock_of(visit.settings, visit.today), item_id)
