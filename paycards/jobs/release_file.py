"""Release a held file: accept it after all."""

from __future__ import annotations

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import PROPOSED, Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.propose import decide
from paycards.intake.file_decisions import proposed_about, require_file_shown, require_held
from paycards.intake.records import FileRow, find_file, listed, record_of
from paycards.jobs.every_effect import EVERY_EFFECT


def release_file(visit: Visit, which: str, *, note: str, version: str = "") -> FileRow | Decision:
    """Accept a held file: read again from the archive, and taken whole in one transaction.

    Returns the file, or above the tier the decision that waits for a second person. `which` is an id or
    a name. Raises NotFound for an unknown file, Invalid for an empty note, NotAllowed if it is not held,
    Stale when a decision about it waits, FileRefused if it cannot be read now, Corrupt if the archive lost
    it.
    """
    note = checked_note(note)
    with visit.reading(may=Permission.DECIDE_FILES) as seen:
        held = find_file(seen, which)
    if not version:
        require_held(held)
    with visit.step(held.council_id, kind_of("release").permission) as step:
        held = record_of(step, held.id)
        require_file_shown(step, held, version)
        require_held(held)
        decision = decide(step, visit.installation, proposed_about(held, "release", note), EVERY_EFFECT)
        return decision if decision.state == PROPOSED else listed(step.connection, held.id)
