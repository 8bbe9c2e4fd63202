"""Reject a held or refused file for good."""

from __future__ import annotations

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import PROPOSED, Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.propose import decide
from paycards.intake.file_decisions import (
    proposed_about,
    reject,
    require_file_shown,
    require_undecided,
)
from paycards.intake.records import FileRow, find_file, listed, record_of
from paycards.jobs.every_effect import EVERY_EFFECT


def reject_file(visit: Visit, which: str, *, note: str, version: str = "") -> FileRow | Decision:
    """Reject a file; its problem is closed with the note.

    Returns the file, or above the tier the decision that waits for a second person. A file that is no
    council's brings nobody's money: it is rejected without one. `which` is an id or a name. Raises NotFound
    for an unknown file, Invalid for an empty note, NotAllowed if the file was accepted, repeated another, or
    is rejected already, Stale when a decision about it waits.
    """
    note = checked_note(note)
    with visit.reading(may=Permission.DECIDE_FILES) as seen:
        found = find_file(seen, which)
    with visit.step(found.council_id, kind_of("reject").permission) as step:
        record = record_of(step, found.id)
        require_file_shown(step, record, version)
        require_undecided(record)
        if record.council_id is None:
            reject(step, record.id, note)
            return listed(step.connection, record.id)
        decision = decide(step, visit.installation, proposed_about(record, "reject", note), EVERY_EFFECT)
        return decision if decision.state == PROPOSED else listed(step.connection, record.id)
