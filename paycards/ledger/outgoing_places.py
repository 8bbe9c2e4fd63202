"""Where the outgoing files of a council stand, night by night: put in place once, then watched.

A file is staged before the database knows of it, takes its own name, and only then is its placing written
down. A file whose placing is not written down and that is neither staged nor in its place is a problem for a
person, and is not made again from the archive: it may have been in its place when the database failed, and a
system that took it then would load its payments twice. Once the placing is written down, a file that is not
there was taken by the system that it is for, unless the settings say that it stays. Where the folder above
all of them is not there, nobody took anything: no file is judged then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select, update

from paycards.counted import counted
from paycards.errors import TryAgain
from paycards.settings.council import Council
from paycards.store.problems import Subject, was_dealt_with
from paycards.store.step import Step
from paycards.store.tables.outgoing import outgoing_files, outgoing_runs
from paycards.transport.outbox import Outbox, Place

WATCHED = dt.timedelta(days=28)  # so long a file that was put in its place is looked at again
CHANGED, GONE, UNUSABLE = "outgoing_changed", "outgoing_gone", "outgoing"
NEVER_PLACED = "it was not seen in its place, and is not staged either"
SHOULD_STAY = "it was put in its place, where it is expected to stay"


@dataclass(frozen=True)
class OutgoingFile:
    """A file of a night. `fund` is empty for the journal, whose total is that of its debits."""

    council: str
    night: dt.date
    fund: str
    path: Path
    sha256: str
    rows: int
    total_pence: int
    place: Place


def is_watched(today: dt.date) -> ColumnElement[bool]:
    """The files to look at: every one that is not in its place yet, and those of the last nights."""
    return or_(outgoing_files.c.placed_at.is_(None), outgoing_runs.c.night >= today - WATCHED)


@dataclass(frozen=True)
class Placing:
    """A council's files are put in their place, or looked at where they are."""

    council: Council
    exports: Path
    unusable: dict[Path, str] = field(default_factory=dict)  # files that could not be, and why

    def place_files(self, step: Step, chosen: ColumnElement[bool]) -> list[OutgoingFile]:
        """Put staged files in their place, look at the others, and keep what is wrong as problems."""
        query = (
            select(outgoing_files, outgoing_runs.c.night)
            .join(outgoing_runs)
            .where(outgoing_runs.c.council_id == step.council_id, chosen)
            .order_by(outgoing_runs.c.night, outgoing_files.c.name)
        )
        found = [file for row in step.connection.execute(query).all() for file in self._place(step, row)]
        self._settle(step)
        return found

    def _place(self, step: Step, row: Row[Any]) -> Iterator[OutgoingFile]:
        outbox = Outbox(self.exports / self.council.code / row.night.isoformat())
        path = outbox.path(row.name)
        try:
            place = outbox.put_in_place(row.name, row.sha256)
            stands = outbox.what_stands(row.name) if place is Place.CHANGED else ""
        except TryAgain as error:
            self.unusable[path] = str(error).rstrip(".")
            return
        if place in (Place.WRITTEN, Place.THERE) and row.placed_at is None:
            this = (outgoing_files.c.run_id == row.run_id) & (outgoing_files.c.name == row.name)
            step.connection.execute(update(outgoing_files).where(this).values(placed_at=step.at))
        place = self._judge(step, row, place, {"path": path, "stands": stands})
        yield OutgoingFile(
            council=self.council.code,
            night=row.night,
            fund=row.fund,
            path=path,
            sha256=row.sha256,
            rows=row.row_count,
            total_pence=row.total_pence,
            place=place,
        )

    def _judge(self, step: Step, row: Row[Any], place: Place, facts: Mapping[str, object]) -> Place:
        """Say where the file stands, now that the settings are asked; keep it as a problem if wrong."""
        why = ""
        if place is Place.TAKEN:
            why = NEVER_PLACED if row.placed_at is None else _why_gone(self.council, row.fund)
        subject = f"{self.council.code} {row.night} {row.name}"
        told = {"council": self.council.code, "sha256": row.sha256, "why": why, **facts}
        for kind, is_so in ((CHANGED, place is Place.CHANGED), (GONE, bool(why))):
            if not is_so:
                step.close_problem(kind, subject, note="the file is as it was written, or was taken")
            elif not was_dealt_with(step.connection, Subject(kind, subject, council_id=step.council_id)):
                step.open_problem(kind, subject, **told)
        return Place.GONE if why else place

    def _settle(self, step: Step) -> None:
        """Keep what could not be used as one problem, however many files it concerns."""
        folder = str(self.exports / self.council.code)
        if not self.unusable:
            step.close_problem(UNUSABLE, folder, note="the folder could be used")
            return
        (path, reason), *others = self.unusable.items()
        more = f" and {counted(len(others), 'other file')}" if others else ""
        what = f"{path}{more} could not be looked at or put in place"
        step.open_problem(UNUSABLE, folder, council=self.council.code, what=what, reason=reason)


def _why_gone(council: Council, fund: str) -> str:
    stays = any(outgoing.fund == fund and outgoing.collected == "stays" for outgoing in council.outgoing)
    return SHOULD_STAY if stays else ""
