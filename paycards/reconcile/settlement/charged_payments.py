"""The payments for which a supplier takes a fee, by network: not what takes money back or came twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from paycards.channels.columns import REVERSAL
from paycards.store.tables.files import accepted_files
from paycards.store.tables.lines import duplicates, lines, same_line


def payments_of_files(connection: Connection, file_ids: Collection[int]) -> dict[str, int]:
    """Return how many payments of these files bear a fee, by network."""
    return _counted(connection, lines.c.file_id.in_(sorted(file_ids)))


def payments_of_month(
    connection: Connection, contract_id: int, first: dt.date, last: dt.date
) -> dict[str, int]:
    """Return how many payments of these days bear a fee, by network, whichever files brought them."""
    of_contract = accepted_files.c.contract_id == contract_id
    return _counted(connection, of_contract & lines.c.paid_on.between(first, last))


def _counted(connection: Connection, which: ColumnElement[bool]) -> dict[str, int]:
    rows = connection.execute(_PAYMENTS.where(which))
    return {row.network: row.payments for row in rows}


_PAYMENTS: Select[Any] = (
    select(lines.c.network, func.count().label("payments"))
    .select_from(
        accepted_files.join(lines, lines.c.file_id == accepted_files.c.file_id).outerjoin(
            duplicates, same_line(duplicates, lines)
        )
    )
    .where(lines.c.kind != REVERSAL, lines.c.amount_pence > 0, duplicates.c.file_id.is_(None))
    .group_by(lines.c.network)
    .order_by(lines.c.network)
)
