"""Reject a held or refused file for good."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, update

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import NotAllowed
from paycards.intake.admitting import close_problems_of
from paycards.intake.recording import WAITING, Received
from paycards.intake.records import FileRow, find_file, listed, record_of
from paycards.store.step import Step
from paycards.store.tables import files


def reject_file(visit: Visit, which: str, *, note: str) -> FileRow:
    """Reject a file; its problem is closed with the note.

    `which` is an id or a name. Raises NotFound for an unknown file, Invalid for an empty note, NotAllowed
    if the file was accepted, repeated another, or is rejected already.
    """
    note = checked_note(note)
    with visit.reading() as seen:
        found = find_file(seen, which)
    with visit.step(found.council_id, Permission.DECIDE_FILES) as step:
        record = record_of(step, found.id)
        _require_undecided(record)
        step.connection.execute(update(files).where(files.c.id == record.id).values(rejected=1))
        received = Received(record.name, record.sha256, record.size_bytes)
        close_problems_of(step, record.contract_id, received, note)
        _note_rejection(step, record, note)
        return listed(step.connection, record.id)


def _require_undecided(record: Row[Any]) -> None:
    if record.rejected:
        raise NotAllowed(f"{record.name} is rejected already.", code="file_rejected")
    if record.state not in WAITING:
        raise NotAllowed(
            f"{record.name} is {record.state}: only a held or refused file can be rejected.",
            code="file_not_waiting",
        )


def _note_rejection(step: Step, record: Row[Any], note: str) -> None:
    step.record(
        "file.rejected",
        record.name,
        before={"state": record.state, "rejected": 0, "reason": record.reason},
        after={
            "file_id": record.id,
            "sha256": record.sha256,
            "state": record.state,
            "rejected": 1,
            "note": note,
        },
    )
