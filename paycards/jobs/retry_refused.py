"""Read refused and held files again whose layout, or the settings, changed since they were read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select

from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.intake.admitting import admit
from paycards.intake.arrival import Arrival
from paycards.intake.file_decisions import reject
from paycards.intake.file_result import FileResult, faulty_result
from paycards.intake.read_by import reads_by
from paycards.intake.receiving import receive
from paycards.intake.recording import WAITING
from paycards.intake.whose import Delivery, other_owner
from paycards.reconcile.subjects import file_waits
from paycards.store.staging import staging
from paycards.store.tables.files import files


def retry_refused(visit: Visit, faults: Faults) -> list[FileResult]:
    """Read them again from the archive, whether or not a drop still holds them.

    One about which a decision waits is left alone. Safe to run at any moment.

    What does not work is a fault of one file.
    """
    return [_retry(visit, faults, record) for record in _changed(visit)]


def _changed(visit: Visit) -> list[Row[Any]]:
    installation = visit.installation
    now = reads_by(installation.layouts.values(), installation.contracts.values())
    query = select(files).where(
        files.c.state.in_(WAITING),
        files.c.kind != "bank",
        files.c.rejected == 0,
        files.c.read_by != now,
        ~file_waits(files),
    )
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        return list(
            seen.connection.execute(query.where(seen.covers(files.c.council_id)).order_by(files.c.id))
        )


def _retry(visit: Visit, faults: Faults, record: Row[Any]) -> FileResult:
    contract = visit.installation.contract(record.contract_id) if record.contract_id else None
    visit.progress.tell(f"reading {record.name} again")
    concern = Concern(f"reading {record.name} again", record.council_id, record.contract_id)
    try:
        return read_again(visit, record, Permission.RUN_THE_NIGHT)
    except Exception as error:
        return faulty_result(contract, record.name, faults.keep(concern, error))


def read_again(visit: Visit, record: Row[Any], permission: Permission, *, action: str = "") -> FileResult:
    """Evaluate a record anew; `action` is how the trail calls it where a person asked for it.

    Once it is of a contract it stays there, unless another that looks in the same place owns it by now.
    """
    installation = visit.installation
    contract = installation.contract(record.contract_id) if record.contract_id else None
    data = installation.archive.read(record.sha256)
    delivery = Delivery(record.name, data, drop_of=contract, known=True)
    owner = other_owner(installation, delivery)
    if owner is not None and owner.council.code in visit.visitor.councils:
        return _hand_over(visit, record, replace(delivery, drop_of=owner), permission)
    arrival = _received(visit, delivery)
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


def _hand_over(visit: Visit, record: Row[Any], delivery: Delivery, permission: Permission) -> FileResult:
    """Admit a file as its owner's own, and reject it where it lay: the councils stay apart.

    Stopped between the two, the next reading finds it admitted, and goes on.
    """
    arrival = _received(visit, delivery)
    with visit.step(arrival.council_id, permission) as step:
        result = admit(step, arrival)
    with visit.step(record.council_id, permission) as step:
        reject(step, record.id, f"it belongs to {result.contract}, where it was read")
    return result


def _received(visit: Visit, delivery: Delivery) -> Arrival:
    with staging(visit.installation.engine) as waiting:
        return receive(visit, waiting, delivery, again=True)
