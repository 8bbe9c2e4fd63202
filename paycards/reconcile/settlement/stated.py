"""What a supplier says that it pays on a day: the `Less Debits` of its statement."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select

from paycards.access.contracts import ContractRow
from paycards.channels.timetable import is_working_day
from paycards.clock import ONE_DAY
from paycards.store.tables import accepted_files, supplier_statements


def stated_for(connection: Connection, contract: ContractRow, booked_on: dt.date) -> int | None:
    """Return what the supplier said that a credit booked on a day would be, in pence; None: it said nothing.

    It is what the statement says that closes on that day, else the one that closes on the working day before.
    """
    same_day = stated_on(connection, contract, booked_on)
    if same_day is not None:
        return same_day
    before = booked_on - ONE_DAY
    while not is_working_day(before, contract.holidays):
        before -= ONE_DAY
    return stated_on(connection, contract, before)


def stated_on(connection: Connection, contract: ContractRow, day: dt.date) -> int | None:
    """Return the debits of the statement that closes on a day, of several the newest; None: there is none."""
    query = (
        select(supplier_statements.c.debits_pence)
        .join(accepted_files, accepted_files.c.file_id == supplier_statements.c.file_id)
        .where(supplier_statements.c.contract_id == contract.id, supplier_statements.c.closing_on == day)
        .order_by(accepted_files.c.accepted_at.desc(), accepted_files.c.file_id.desc())
        .limit(1)
    )
    found: int | None = connection.execute(query).scalar()
    return found
