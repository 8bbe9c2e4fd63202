"""Propose that wrong references are read as right ones, or see what that would do."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from paycards.access.note import checked_note
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.decisions.correcting.books import councils_of
from paycards.decisions.correcting.correcting import proposed_corrections
from paycards.decisions.correcting.sheet import ReferenceSheet, RowEffect, effects_of
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.listing import first_waiting
from paycards.decisions.propose import decide
from paycards.errors import UsageError, listed
from paycards.jobs.effects import EFFECTS
from paycards.lists.reading import list_name, read_bytes
from paycards.lists.reference_list import read_reference_sheet


@dataclass(frozen=True)
class Corrected:
    """The decision, or None for a dry run and where every row holds already; and what each row does."""

    decision: Decision | None
    rows: tuple[RowEffect, ...]


def correct_references(
    visit: Visit, path: Path, *, note: str = "", council: str | None = None, dry_run: bool = False
) -> Corrected:
    """Keep the bytes of a sheet, and propose it to a second person. A dry run leaves nothing behind.

    The same sheet again, while it waits, answers with the decision that waits. Raises BadRows with every bad
    row, UsageError if the file cannot be read or its council is not said, Invalid for an empty note, and
    Stale when a decision about one of its references, payments or items waits.
    """
    note = "a dry run" if dry_run else checked_note(note)
    data, name = read_bytes(path), list_name(path)
    sheet, council_id = _sheet(visit, name, data, council)
    if not dry_run:
        visit.installation.archive.keep(data)
    with visit.step(council_id, kind_of("correct_references").permission) as step:
        waiting = first_waiting(step, [f"references:{sheet.sha256}"])
        if waiting is not None:
            return Corrected(None if dry_run else waiting, effects_of(waiting.terms))
        proposal, rows = proposed_corrections(step, visit.installation, sheet, note)
        if proposal is None or dry_run:
            return Corrected(None, rows)
        return Corrected(decide(step, visit.installation, proposal, EFFECTS), rows)


def _sheet(visit: Visit, name: str, data: bytes, council: str | None) -> tuple[ReferenceSheet, int]:
    """Read the sheet, and say whose references it corrects."""
    with visit.reading(council, may=kind_of("correct_references").permission) as seen:
        sheet = read_reference_sheet(name, data, hashlib.sha256(data).hexdigest(), seen.councils)
        if sheet.council:
            return sheet, seen.council(sheet.council)
        return sheet, _council(seen, sheet)


def _council(seen: Reading, sheet: ReferenceSheet) -> int:
    """The only council, or the only one that has an account of one of the references."""
    ids = list(seen.councils.values())
    if len(ids) > 1:
        named = {reference for row in sheet.rows for reference in (row.wrong, row.right)}
        ids = councils_of(seen.connection, ids, named)
    if len(ids) != 1:
        codes = listed(sorted(seen.councils))
        raise UsageError(
            f"Whose references are these: {codes}? Say which council.", code="which_council", choices=codes
        )
    return ids[0]
