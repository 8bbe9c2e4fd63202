"""Take a corrected bank statement in the place of the one that it contradicts: two people always."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.bank import proposed_correction
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.propose import decide
from paycards.errors import NotAllowed
from paycards.intake.records import find_file, record_of
from paycards.jobs.effects import EFFECTS
from paycards.jobs.import_bank_file import our_own_bank
from paycards.reconcile.bank.correcting import ruling_on
from paycards.reconcile.bank.parts import Part


def correct_bank_statement(visit: Visit, which: str, *, note: str) -> Decision | None:
    """Propose that a held bank file is taken; None for a file that is no bank's.

    `which` is an id or a name. Raises NotFound for an unknown file, Invalid for an empty note, NotAllowed for
    one that is not held, or waits for something else; Stale when a decision about it waits.
    """
    note = checked_note(note)
    with visit.reading(may=Permission.SET_UP_BANK) as seen:
        found = find_file(seen, which)
    if found.kind != "bank":
        return None
    _require_held(found)
    read = our_own_bank(visit).read(visit.installation.archive.read(found.sha256))
    with visit.step(found.council_id, kind_of("corrected_statement").permission) as step:
        record = record_of(step, found.id)
        _require_held(record)
        ruling = ruling_on(step, Part(record.id, record.name, record.sha256, read))
        if not ruling.against:
            raise NotAllowed(f"{record.name} contradicts no statement: {ruling.reason or 'read it again'}.")
        proposal = proposed_correction(record, ruling.against, note)
        return decide(step, visit.installation, proposal, EFFECTS)


def _require_held(record: Row[Any]) -> None:
    if record.rejected:
        raise NotAllowed(f"{record.name} was rejected: import it again under another name.")
    if record.state != "held":
        raise NotAllowed(f"{record.name} is {record.state}: only a held file can be released.")
