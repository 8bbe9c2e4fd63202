"""The card batches there are, and how far each has come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from paycards.access.visit import Visit
from paycards.store.engine import reading
from paycards.store.tables import card_batch_rows, card_batches, councils


@dataclass(frozen=True)
class ListedBatch:
    """A batch with its rows by outcome."""

    number: int
    council: str
    office: str
    list_name: str
    sha256: str
    rows: int
    started_at: dt.datetime
    started_by: str
    finished_at: dt.datetime | None
    outcomes: dict[str, int]


def list_batches(visit: Visit, *, council: str = "") -> list[ListedBatch]:
    """Return the batches of a council, or of all, the oldest first."""
    query = select(card_batches, councils.c.code).join(councils).order_by(card_batches.c.id)
    counted = (
        select(card_batch_rows.c.batch_id, card_batch_rows.c.outcome, func.count())
        .group_by(card_batch_rows.c.batch_id, card_batch_rows.c.outcome)
        .order_by(card_batch_rows.c.outcome)
    )
    with reading(visit.installation.engine) as connection:
        found = connection.execute(query if not council else query.where(councils.c.code == council)).all()
        outcomes: dict[int, dict[str, int]] = {}
        for batch_id, outcome, count in connection.execute(counted):
            outcomes.setdefault(batch_id, {})[outcome] = count
    return [
        ListedBatch(
            number=row.id,
            council=row.code,
            office=row.office,
            list_name=row.list_name,
            sha256=row.sha256,
            rows=row.row_count,
            started_at=row.started_at,
            started_by=row.started_by,
            finished_at=row.finished_at,
            outcomes=outcomes.get(row.id, {}),
        )
        for row in found
    ]
