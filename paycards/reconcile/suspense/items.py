"""What waits in suspense, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select

from paycards.access.visit import Visit
from paycards.errors import UsageError
from paycards.jobs.asked import council_named
from paycards.store.engine import reading
from paycards.store.tables import contracts, councils, files, lines, suspense_items
from paycards.store.tables.suspense import REASONS


@dataclass(frozen=True)
class Item:
    """An open suspense item; `row` counts the records of the file from 1."""

    id: int
    council: str
    contract: str
    file: str
    row: int
    amount_pence: int
    paid_on: dt.date
    reason: str
    since: dt.date


def open_items(visit: Visit, *, council: str | None = None, reason: str | None = None) -> list[Item]:
    """Return the open suspense items, oldest first. Raises UsageError for an unknown council or reason."""
    if reason is not None and reason not in REASONS:
        raise UsageError(f"There is no reason {reason}: there are {', '.join(REASONS)}.")
    query = _OPEN
    with reading(visit.installation.engine) as connection:
        if council is not None:
            query = query.where(suspense_items.c.council_id == council_named(connection, council))
        if reason is not None:
            query = query.where(suspense_items.c.reason == reason)
        return [Item(**row._mapping) for row in connection.execute(query)]


def item_row(connection: Connection, item_id: int) -> Row[Any]:
    """Return a suspense item, open or not, with its line and its file's name. Raises UsageError."""
    item = connection.execute(ITEMS.where(suspense_items.c.id == item_id)).first()
    if item is None:
        raise UsageError(
            f"There is no suspense item {item_id}: `paycards suspense list` shows those there are."
        )
    return item


_ITS_LINE = and_(lines.c.file_id == suspense_items.c.file_id, lines.c.row_no == suspense_items.c.row_no)

_OPEN: Select[Any] = (
    select(
        suspense_items.c.id,
        councils.c.code.label("council"),
        contracts.c.code.label("contract"),
        files.c.name.label("file"),
        suspense_items.c.row_no.label("row"),
        lines.c.amount_pence,
        lines.c.paid_on,
        suspense_items.c.reason,
        suspense_items.c.since,
    )
    .join(lines, _ITS_LINE)
    .join(files, files.c.id == suspense_items.c.file_id)
    .join(contracts, contracts.c.id == suspense_items.c.contract_id)
    .join(councils, councils.c.id == suspense_items.c.council_id)
    .where(suspense_items.c.state == "open")
    .order_by(suspense_items.c.id)
)

ITEMS: Select[Any] = (
    select(
        suspense_items,
        lines.c.amount_pence,
        lines.c.card_number,
        lines.c.client_reference,
        files.c.name,
    )
    .join(lines, _ITS_LINE)
    .join(files, files.c.id == suspense_items.c.file_id)
)
