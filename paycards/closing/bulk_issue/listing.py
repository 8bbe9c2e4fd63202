"""The bulk issues there are, and how far each has come."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from paycards.access.reading import Reading
from paycards.store.tables.card_batches import card_batch_rows, card_batches
from paycards.store.tables.councils import councils


@dataclass(frozen=True)
class ListedBulkIssue:
    """A bulk issue with its rows by outcome."""

    number: int
    council: str
    office: str
    list_name: str
    sha256: str
    rows: int
    started_at: dt.datetime
    started_by: str
    finished_at: dt.datetime | None
    outcomes: Mapping[str, int]


def bulk_issues(seen: Reading) -> list[ListedBulkIssue]:
    """Return the bulk issues of the councils that may be seen, the oldest first."""
    query = (
        select(card_batches, councils.c.code)
        .join(councils)
        .where(seen.covers(card_batches.c.council_id))
        .order_by(card_batches.c.id)
    )
    outcomes = _outcomes(seen)
    return [
        ListedBulkIssue(
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
        for row in seen.connection.execute(query)
    ]


def _outcomes(seen: Reading) -> dict[int, dict[str, int]]:
    query = (
        select(card_batch_rows.c.batch_id, card_batch_rows.c.outcome, func.count())
        .where(seen.covers(card_batch_rows.c.council_id))
        .group_by(card_batch_rows.c.batch_id, card_batch_rows.c.outcome)
        .order_by(card_batch_rows.c.outcome)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for issue_id, outcome, count in seen.connection.execute(query):
        found[issue_id][outcome] = count
    return found
