"""Read refused and held files again whose layout, or the settings, changed since they were read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.intake.admitting import FileResult, faulty_result
from paycards.intake.recording import WAITING, reads_by
from paycards.jobs.retry_file import read_again
from paycards.store.tables import files


def retry_refused(visit: Visit, faults: Faults) -> list[FileResult]:
    """Read them again from the archive, whether or not a drop still holds them. Safe to run at any moment.

    What does not work is a fault of one file.
    """
    return [_retry(visit, faults, record) for record in _changed(visit)]


def _changed(visit: Visit) -> list[Row[Any]]:
    query = select(files).where(
        files.c.state.in_(WAITING), files.c.rejected == 0, files.c.read_by != reads_by(visit.installation)
    )
    with visit.reading() as seen:
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
