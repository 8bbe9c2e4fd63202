"""Begin a bulk issue: write a list down with all its rows, each with what is to become of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import insert

from paycards.closing.bulk_issue.planned_row import PlannedRow
from paycards.closing.bulk_issue.record import BulkIssue, record_progress
from paycards.closing.office_list.office_list import OfficeList
from paycards.store import bulk
from paycards.store.step import Step
from paycards.store.tables.card_batches import card_batch_rows, card_batches

if TYPE_CHECKING:
    import pandas as pd

SAID = ("language", "large_print", "payments_a_year", "last_paid_on", "usual_amount_pence")


def begin_bulk_issue(
    step: Step, office_list: OfficeList, planned: Sequence[PlannedRow], office: str
) -> BulkIssue:
    """Write a list down with all its rows."""
    values = {
        "council_id": step.council_id,
        "office": office,
        "list_name": office_list.name,
        "sheet": office_list.sheet,
        "sha256": office_list.sha256,
        "row_count": len(planned),
        "started_at": step.at,
        "started_by": step.actor,
        "finished_at": None,
    }
    statement = insert(card_batches).values(**values).returning(card_batches.c.id)
    issue = BulkIssue(id=step.connection.execute(statement).scalar_one(), **values)  # type: ignore[arg-type]
    if planned:
        frame = _frame(office_list, planned)
        bulk.load(step.connection, card_batch_rows, frame, batch_id=issue.id, council_id=issue.council_id)
    record_progress(step, issue, "cards.batch_begun")
    return issue


def _frame(office_list: OfficeList, planned: Sequence[PlannedRow]) -> pd.DataFrame:
    """Return the columns of `card_batch_rows`: what was decided beside what the list says."""
    import pandas as pd

    decided = pd.DataFrame(
        {
            "row_no": [row.row_no for row in planned],
            "outcome": [row.outcome for row in planned],
            "account_id": [row.account_id or None for row in planned],
            "message": [row.message for row in planned],
            "holder": [row.holder for row in planned],
            "additional": [int(row.additional) for row in planned],
        },
        dtype=object,
    )
    said = office_list.rows[list(SAID)].astype(object).reset_index(drop=True)
    together = pd.concat([decided, said], axis="columns")
    return together.where(together.notna(), None)
