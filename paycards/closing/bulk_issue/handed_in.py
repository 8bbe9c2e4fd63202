"""Lists of closing offices that were handed in, with a number for their pages; the archive has the bytes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from paycards.access.reading import Reading
from paycards.closing.office_list.office_list import OfficeList
from paycards.errors import NotFound
from paycards.store.step import Step
from paycards.store.tables.councils import councils
from paycards.store.tables.desk import handed_in_lists


def keep_list(step: Step, listed: OfficeList, office: str) -> int:
    """Write down that a list was handed in; return its number, the same for the same list."""
    known = _number(step.connection, step.owner, listed.sha256, listed.sheet)
    if known is not None:
        return known
    values = {
        "council_id": step.owner,
        "office": office,
        "list_name": listed.name,
        "sheet": listed.sheet,
        "sha256": listed.sha256,
        "row_count": len(listed.rows),
        "handed_in_at": step.at,
        "handed_in_by": step.actor,
    }
    statement = insert(handed_in_lists).values(**values).returning(handed_in_lists.c.id)
    return int(step.connection.execute(statement).scalar_one())


def _number(connection: Connection, council_id: int, sha256: str, sheet: str) -> int | None:
    query = select(handed_in_lists.c.id).where(
        handed_in_lists.c.council_id == council_id,
        handed_in_lists.c.sha256 == sha256,
        handed_in_lists.c.sheet == sheet,
    )
    return connection.execute(query).scalar()


def list_seen(seen: Reading, number: int) -> Row[Any]:
    """Return a list that was handed in, with its council's code. Raises NotFound."""
    query = (
        select(handed_in_lists, councils.c.code.label("council"))
        .join(councils)
        .where(handed_in_lists.c.id == number, seen.covers(handed_in_lists.c.council_id))
    )
    row = seen.connection.execute(query).first()
    if row is None:
        raise NotFound("list", number)
    return row
