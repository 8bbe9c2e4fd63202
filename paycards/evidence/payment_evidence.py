"""What is known of one payment, put together for a pack."""

from __future__ import annotations

from dataclasses import dataclass

from paycards.evidence.outgoing_records import Carried
from paycards.evidence.pack import PackedFile
from paycards.evidence.row_source import RowSource
from paycards.evidence.story import LookedAt, Story
from paycards.store.anchors import Anchor


@dataclass(frozen=True)
class Evidence:
    """What a pack of one payment holds, before it is written."""

    council_name: str
    story: Story
    source: RowSource | None  # of a supplier's row; the bank's entries are no rows of fixed fields
    looked_at: LookedAt | None
    carried: tuple[Carried, ...]
    totals: dict[str, tuple[int, int]]
    anchor: Anchor
    files: tuple[PackedFile, ...]
