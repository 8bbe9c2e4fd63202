"""Read a refused or held file again from the archive: its record is evaluated anew."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import PROPOSED
from paycards.decisions.listing import decisions_about
from paycards.decisions.propose import waits_already
from paycards.errors import NotAllowed
from paycards.intake.file_result import FileResult
from paycards.intake.recording import WAITING
from paycards.intake.records import find_file
from paycards.jobs.import_bank_file import our_own_bank, read_bank_file_again
from paycards.jobs.retry_refused import read_again
from paycards.reconcile.subjects import FILE


def retry_file(visit: Visit, which: str) -> FileResult:
    """Read a file again and rule on it anew, whether or not the supplier's drop still holds it.

    `which` is an id or a name. Raises NotFound for an unknown file, NotAllowed for one that was accepted,
    repeated another, or was rejected, Stale when a decision about it waits, Corrupt if the archive lost it.
    """
    with visit.reading(may=Permission.DECIDE_FILES) as seen:
        record = find_file(seen, which)
    if record.rejected or record.state not in WAITING:
        state = "rejected" if record.rejected else record.state
        raise NotAllowed(
            f"{record.name} is {state}: only a refused or held file can be read again.",
            code="file_not_waiting",
            file=record.name,
            state=state,
        )
    _require_free(visit, record)
    if record.kind == "bank":
        return read_bank_file_again(visit, our_own_bank(visit), record, action="file.retried")
    return read_again(visit, record, Permission.DECIDE_FILES, action="file.retried")


def _require_free(visit: Visit, record: Row[Any]) -> None:
    """A file about which a decision waits is left as it was when that was proposed."""
    if record.council_id is None:
        return
    with visit.reading(may=Permission.DECIDE_FILES) as seen:
        about = decisions_about(seen, record.council_id, f"{FILE}:{record.id}")
    waiting = next((decision for decision in about if decision.state == PROPOSED), None)
    if waiting is not None:
        raise waits_already(waiting)
