"""Where the outgoing files of a council stand, night by night: put in place once, then watched.

A file is staged before the database knows of it, takes its own name, and only then is its placing written
down. A file whose placing is not written down and that is neither staged nor in its place is a problem for a
person, and is not made again from the archive: it may have been in its place when the database failed, and a
system that took it then would load its payments twice. Once the placing is written down, a file that is not
there was taken by the system that it is for, unless the settings say that it stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select, update

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


def place_files(
    step: Step, council: Council, exports: Path, chosen: ColumnElement[bool]
) -> list[OutgoingFile]:
    """Put staged files in their place, look at the others, and keep what is wrong as problems."""
    query = (
        select(outgoing_files, outgoing_runs.c.night)
        .join(outgoing_runs)
        .where(outgoing_runs.c.council_id == step.council_id, chosen)
        .order_by(outgoing_runs.c.night, outgoing_files.c.name)
    )
    return [
        found for row in step.connection.execute(query).all() for found in _place(step, council, exports, row)
    ]


def _place(step: Step, council: Council, exports: Path, row: Row[Any]) -> Iterator[OutgoingFile]:
    outbox = Outbox(exports / council.code / row.night.isoformat())
    path = outbox.path(row.name)
    try:
        place = outbox.put_in_place(row.name, row.sha256)
    except TryAgain as error:
        what, reason = f"{path} could not be looked at or put in its place", str(error).rstrip(".")
        step.open_problem(UNUSABLE, str(path), council=council.code, what=what, reason=reason)
        return
    step.close_problem(UNUSABLE, str(path), note="the folder could be used")
    if place in (Place.WRITTEN, Place.THERE) and row.placed_at is None:
        this = (outgoing_files.c.run_id == row.run_id) & (outgoing_files.c.name == row.name)
        step.connection.execute(update(outgoing_files).where(this).values(placed_at=step.at))
    place = _judge(step, council, row, path, place)
    yield OutgoingFile(
        council=council.code,
        night=row.night,
        fund=row.fund,
        path=path,
        sha256=row.sha256,
        rows=row.row_count,
        total_pence=row.total_pence,
        place=place,
    )


def _judge(step: Step, council: Council, row: Row[Any], path: Path, place: Place) -> Place:
    """Say where the file stands, now that the settings are asked; keep it as a problem if that is wrong."""
    why = ""
    if place is Place.TAKEN:
        why = NEVER_PLACED if row.placed_at is None else _why_gone(council, row.fund)
    subject = f"{council.code} {row.night} {row.name}"
    facts = {"council": council.code, "path": path, "sha256": row.sha256}
    for kind, is_so in ((CHANGED, place is Place.CHANGED), (GONE, bool(why))):
        if not is_so:
            step.close_problem(kind, subject, note="the file is as it was written, or was taken")
        elif not was_dealt_with(step.connection, Subject(kind, subject, council_id=step.council_id)):
            step.open_problem(kind, subject, **facts, why=why)
    return Place.GONE if why else place


def _why_gone(council: Council, fund: str) -> str:
    stays = any(outgoing.fund == fund and outgoing.collected == "stays" for outgoing in council.outgoing)
    return SHOULD_STAY if stays else ""
