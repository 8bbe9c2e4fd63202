"""The day that an accepted file is for: by its number, its closing day, or its date of creation.

A file that says none of these is for the local day on which it came.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.clock import local_date
from paycards.store.tables import files, supplier_statements

ANY_PAYMENTS = "payments"


def day_of(record: Row[Any]) -> dt.date:
    """Return the day that an accepted file is for."""
    if record.series and record.position:
        year, day_of_year = divmod(record.position // 1000, 1000)
        return dt.date(year, 1, 1) + dt.timedelta(days=day_of_year - 1)
    day = record.closing_on or record.created_on or local_date(record.received_at)
    assert isinstance(day, dt.date)  # noqa: S101 - for the type checker
    return day


def dated_files(
    connection: Connection, contract_id: int, since: dt.date
) -> Iterator[tuple[dt.date, Row[Any]]]:
    """Give the accepted files of a contract that are for a day from `since` on, each with its day."""
    query = (
        select(files, supplier_statements.c.closing_on)
        .outerjoin(supplier_statements, supplier_statements.c.file_id == files.c.id)
        .where(files.c.contract_id == contract_id, files.c.state == "accepted")
        .order_by(files.c.id)
    )
    for record in connection.execute(query):
        day = day_of(record)
        if day >= since:
            yield day, record


def is_of_kind(record: Row[Any], what: str) -> bool:
    """Whether a file is what a timetable calls by its kind, its layout or its extension."""
    return what in (record.kind, record.layout, record.name.rpartition(".")[2])
