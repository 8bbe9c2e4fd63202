"""A bulk issue in the database: one list of a closing office, begun once and finished once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from paycards.errors import Invalid
from paycards.store.step import Step
from paycards.store.tables.card_batches import card_batch_rows, card_batches


@dataclass(frozen=True)
class BulkIssue:
    """A bulk issue as it was begun."""

    id: int
    council_id: int
    office: str
    list_name: str
    sheet: str
    sha256: str
    row_count: int
    started_at: dt.datetime
    started_by: str
    finished_at: dt.datetime | None


def find_bulk_issue(connection: Connection, council_id: int, sha256: str, sheet: str) -> BulkIssue | None:
    """Return the bulk issue of this list, if it was begun."""
    query = select(card_batches).where(
        card_batches.c.council_id == council_id,
        card_batches.c.sha256 == sha256,
        card_batches.c.sheet == sheet,
    )
    row = connection.execute(query).first()
    return None if row is None else BulkIssue(**row._asdict())


def require_same_office(issue: BulkIssue, office: str) -> None:
    """Raise Invalid when a list is run again for another office; none is the same as before."""
    if office and office != issue.office:
        begun = f"for the office {issue.office}" if issue.office else "without an office"
        raise Invalid("office", f"This list was begun {begun}: run it again with the same office.")


def record_progress(step: Step, issue: BulkIssue, action: str) -> None:
    """Append to the audit trail how far a bulk issue has come."""
    step.record(
        action,
        issue.list_name,
        after={
            "sha256": issue.sha256,
            "sheet": issue.sheet,
            "office": issue.office,
            "rows": _rows_by_outcome(step.connection, issue),
        },
    )


def _rows_by_outcome(connection: Connection, issue: BulkIssue) -> dict[str, int]:
    query = (
        select(card_batch_rows.c.outcome, func.count())
        .where(card_batch_rows.c.batch_id == issue.id)
        .group_by(card_batch_rows.c.outcome)
        .order_by(card_batch_rows.c.outcome)
    )
    return dict(connection.execute(query).all())
