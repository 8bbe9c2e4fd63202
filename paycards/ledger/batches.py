"""Batches: postings that are written together and closed by their control totals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from paycards.store.tables import batch_controls, batches


@dataclass(frozen=True)
class Booking:
    """When a step books: the local day that the ledger shows, and the instant."""

    booked_on: dt.date
    at: dt.datetime


def open_batch(
    connection: Connection, council_id: int, kind: str, booking: Booking, file_id: int | None = None
) -> int:
    """Begin a batch; it cannot be committed until `close_batch`. Returns its id."""
    new = insert(batches).values(
        council_id=council_id, kind=kind, file_id=file_id, booked_on=booking.booked_on, posted_at=booking.at
    )
    return int(connection.execute(new.returning(batches.c.id)).scalar_one())


def close_batch(connection: Connection, batch_id: int, count: int, total_pence: int) -> None:
    """Close a batch with the control totals it must have: the database compares them with its postings."""
    connection.execute(
        insert(batch_controls).values(batch_id=batch_id, postings=count, total_pence=total_pence)
    )
