"""The whole story of a suspense item: what its row says, who sees to it, what was noted and decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.reading import Reading
from paycards.decisions.decision import PROPOSED, Decision
from paycards.decisions.listing import decisions_about
from paycards.decisions.noting import Note, notes_on, owner_of
from paycards.reconcile.subjects import ITEM, place
from paycards.reconcile.suspense.clock import Clock
from paycards.reconcile.suspense.items import Item, any_item, find_item


@dataclass(frozen=True)
class ItemStory:
    """`state` is open, or what became of it on `closed_on`; until then, or today, `age_days` counts."""

    item: Item
    state: str
    closed_on: dt.date | None
    age_days: int
    assigned_to: str
    due_on: dt.date | None
    notes: tuple[Note, ...]
    decisions: tuple[Decision, ...]

    @property
    def waiting(self) -> Decision | None:
        """The decision about it that waits for a second person."""
        return next((each for each in self.decisions if each.state == PROPOSED), None)


def item_story(seen: Reading, clock: Clock, item_id: int) -> ItemStory:
    """Tell all of one item, open or not. Raises NotFound."""
    row = find_item(seen, item_id)
    notes = notes_on(seen.connection, row.file_id, row.row_no)
    owner = owner_of(notes)
    return ItemStory(
        item=any_item(seen, clock, item_id),
        state=row.state,
        closed_on=row.closed_on,
        age_days=((row.closed_on or clock.today) - row.since).days,
        assigned_to=owner.name,
        due_on=owner.due_on,
        notes=tuple(notes),
        decisions=tuple(decisions_about(seen, row.council_id, place(ITEM, row.file_id, row.row_no))),
    )
