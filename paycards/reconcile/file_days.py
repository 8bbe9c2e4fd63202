"""The day that an accepted file is for: by its number, its closing day, or its date of creation.

A file that says none of these is for the local day on which it came.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from paycards.clock import ONE_DAY, end_of, local_date
from paycards.reconcile.by_contract import by_contract
from paycards.store.tables.files import files, supplier_statements

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


def files_for(
    connection: Connection, contract_ids: Collection[int], day: dt.date
) -> dict[int, list[Row[Any]]]:
    """Return the accepted files of each contract that are for one day, in the order received."""
    query = (
        select(files, supplier_statements.c.closing_on)
        .outerjoin(supplier_statements, supplier_statements.c.file_id == files.c.id)
        .where(files.c.contract_id.in_(contract_ids), files.c.state == "accepted", _may_be_for(day))
        .order_by(files.c.id)
    )
    found = by_contract(contract_ids, connection.execute(query))
    return {
        contract_id: [each for each in rows if day_of(each) == day] for contract_id, rows in found.items()
    }


def _may_be_for(day: dt.date) -> ColumnElement[bool]:
    """Whether anything that the day of a file may be read from names this one."""
    return or_(
        *(files.c.position.between(place, place + 999) for place in _places_of(day)),
        supplier_statements.c.closing_on == day,
        files.c.created_on == day,
        and_(files.c.received_at >= end_of(day - ONE_DAY), files.c.received_at < end_of(day)),
    )


def _places_of(day: dt.date) -> Iterator[int]:
    """Where a day's numbers begin in a series that begins anew each day, whatever year they name it by."""
    for year in range(day.year - 2, day.year + 2):
        day_of_year = (day - dt.date(year, 1, 1)).days + 1
        if 0 <= day_of_year <= 999:
            yield (year * 1000 + day_of_year) * 1000


def is_of_kind(record: Row[Any], what: str) -> bool:
    """Whether a file is what a timetable calls by its kind, its layout or its extension."""
    return what in (record.kind, record.layout, record.name.rpartition(".")[2])
