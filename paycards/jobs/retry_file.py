"""Read a refused or held file again from the archive: its record is evaluated anew."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import NotAllowed
from paycards.intake.admitting import FileResult, admit
from paycards.intake.receiving import receive
from paycards.intake.recording import WAITING
from paycards.intake.records import find_file
from paycards.intake.whose import Delivery
from paycards.store.staging import staging


def retry_file(visit: Visit, which: str) -> FileResult:
    """Read a file again and rule on it anew, whether or not the supplier's drop still holds it.

    `which` is an id or a name. Raises NotFound for an unknown file, NotAllowed for one that was accepted,
    repeated another, or was rejected, Corrupt if the archive lost it.
    """
    with visit.reading() as seen:
        record = find_file(seen, which)
    if record.rejected or record.state not in WAITING:
        state = "rejected" if record.rejected else record.state
        raise NotAllowed(
            f"{record.name} is {state}: only a refused or held file can be read again.",
            code="file_not_waiting",
            file=record.name,
            state=state,
        )
    return read_again(visit, record, Permission.DECIDE_FILES, action="file.retried")


def read_again(visit: Visit, record: Row[Any], permission: Permission, *, action: str = "") -> FileResult:
    """Evaluate a record anew; `action` is how the trail calls it where a person asked for it.

    Once it is of a contract it stays there.
    """
    installation = visit.installation
    contract = installation.contract(record.contract_id) if record.contract_id else None
    data = installation.archive.read(record.sha256)
    delivery = Delivery(record.name, data, drop_of=contract, known=True)
    with staging(installation.engine) as waiting:
        arrival = receive(visit, waiting, delivery, again=True)
    with visit.step(arrival.council_id, permission) as step:
        result = admit(step, arrival)
        if action and result.fresh:
            step.record(
                action,
                record.name,
                before={"file_id": record.id, "state": record.state, "reason": record.reason},
                after={"file_id": result.id, "state": result.state, "reason": result.reason},
            )
    return result
