"""What becomes of the rows of a bulk issue, written down a part of the list at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Integer, Row, String, Table, Text, select, update

from paycards.closing.bulk_issue.outcomes import WAITING
from paycards.closing.bulk_issue.record import BulkIssue
from paycards.store import bulk
from paycards.store.tables.card_batches import card_batch_rows
from paycards.store.temporary import temporary


@dataclass(frozen=True)
class SettledRow:
    """What became of a row that waited, or whose card was drawn."""

    row_no: int
    outcome: str
    message: str
    request_no: int | None


def waiting_rows(connection: Connection, issue: BulkIssue, most: int) -> list[Row[tuple[object, ...]]]:
    """Return the first rows that wait."""
    query = (
        select(card_batch_rows)
        .where(card_batch_rows.c.batch_id == issue.id, card_batch_rows.c.outcome == WAITING)
        .order_by(card_batch_rows.c.row_no)
        .limit(most)
    )
    return list(connection.execute(query))


def settle(connection: Connection, issue: BulkIssue, settled: Iterable[SettledRow]) -> None:
    """Write down what became of rows. The caller holds the council's lock."""
    import pandas as pd

    rows = [(each.row_no, each.outcome, each.message, each.request_no) for each in settled]
    if not rows:
        return
    columns = (
        Column("row_no", Integer, primary_key=True),
        Column("outcome", String),
        Column("message", Text),
        Column("request_no", Integer),
    )
    with temporary(connection, "settled_rows", *columns) as table:
        names = [column.name for column in columns]
        bulk.load(connection, table, pd.DataFrame(rows, columns=names, dtype=object))
        connection.execute(
            update(card_batch_rows)
            .where(card_batch_rows.c.batch_id == issue.id)
            .where(card_batch_rows.c.row_no.in_(select(table.c.row_no)))
            .values({name: _from(table, name) for name in names[1:]})
        )


def _from(table: Table, name: str) -> object:
    return (
        select(table.c[name])
        .where(table.c.row_no == card_batch_rows.c.row_no)
        .correlate(card_batch_rows)
        .scalar_subquery()
    )
