"""The payments that cross the border of a period: paid in it and booked later, or booked and paid before.

At the end of a financial year these are what is owed to the year that ends, one by one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from paycards.reconcile.proof.periods import (
    FIRST_BOOKED,
    Period,
    booked_paid_before,
    near,
    paid_booked_later,
)
from paycards.store.tables.councils import contracts
from paycards.store.tables.files import accepted_files, files
from paycards.store.tables.ledger import batches
from paycards.store.tables.lines import lines


@dataclass(frozen=True)
class Crossing:
    """One payment, with the day it was paid, that of its file, and the one on which it was booked."""

    contract: str
    file: str
    row: int
    amount_pence: int
    paid_on: dt.date
    file_on: dt.date
    booked_on: dt.date


def crossing_rows(connection: Connection, council_id: int, period: Period) -> list[Crossing]:
    """Return them by contract, in the order received."""
    crosses = or_(paid_booked_later(period), booked_paid_before(period))
    query = (
        select(contracts.c.code, files.c.name, lines.c.row_no, lines.c.amount_pence)
        .add_columns(lines.c.paid_on, accepted_files.c.own_day, batches.c.booked_on)
        .select_from(FIRST_BOOKED)
        .where(contracts.c.council_id == council_id, near(period), crosses)
        .order_by(contracts.c.code, lines.c.file_id, lines.c.row_no)
    )
    return [Crossing(*row) for row in connection.execute(query)]
