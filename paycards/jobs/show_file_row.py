"""Show one row of a file: its bytes with each field marked and explained, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import Corrupt, FileRefused, NotFound
from paycards.evidence.marked_row import MarkedRow, marked_row
from paycards.evidence.plain_words import Happened, told_plainly
from paycards.evidence.story import Story
from paycards.evidence.telling import tell_story
from paycards.evidence.which_row import WhichRow
from paycards.jobs.show_file_page import file_record
from paycards.reconcile.suspense.reasons import WHY


@dataclass(frozen=True)
class RowPage:
    """A record of a file. `fault` says why it cannot be read; `story` is None for what is no payment."""

    file_id: int
    name: str
    state: str
    row: int
    marked: MarkedRow | None
    fault: str
    story: Story | None
    as_at: dt.datetime

    @property
    def happened(self) -> tuple[Happened, ...]:
        """What became of it, in words."""
        return told_plainly(self.story) if self.story else ()

    @property
    def why(self) -> str:
        """Why it is in suspense; empty where it is not."""
        reason = self.story.standing.reason if self.story else ""
        return WHY[reason].label if reason in WHY else reason

    @property
    def before(self) -> int | None:
        """The record before it."""
        return self.row - 1 if self.row > 1 else None

    @property
    def after(self) -> int | None:
        """The record after it."""
        return self.row + 1 if self.marked and self.row < self.marked.records else None


def show_file_row(visit: Visit, council: str, file_id: int, row: int) -> RowPage:
    """Return a record of a council's file. Raises NotFound for an unknown file or record."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        record = file_record(seen, file_id)
        marked, fault = _marked(visit, record, row)
        try:
            story = tell_story(seen, WhichRow(record, row), visit.installation.contracts, visit.today)
        except NotFound:
            story = None
    if story is None and marked is None:
        raise NotFound("row", row)
    return RowPage(record.id, record.name, record.state, row, marked, fault, story, visit.now)


def _marked(visit: Visit, record: Row[Any], row: int) -> tuple[MarkedRow | None, str]:
    layouts, known = visit.installation.layouts, visit.installation.layouts.get(record.layout)
    if record.kind == "bank":
        return None, ""
    try:
        data = visit.installation.archive.read(record.sha256)
        return marked_row(record.name, data, [known] if known else tuple(layouts.values()), row), ""
    except FileRefused as error:
        return None, error.problem
    except Corrupt:
        return None, "its bytes in the archive are damaged"
