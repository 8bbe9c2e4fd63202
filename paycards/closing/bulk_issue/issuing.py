"""Issue the cards of an office's list, a part of it in each transaction.

Whatever stops it leaves whole parts: a row that has its card says so in the transaction that issued it, so
beginning again issues nothing twice, and two runs at once share the rows between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from paycards.cards.issuing import Wanted, issue_where_possible
from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.record import BulkIssue
from paycards.closing.bulk_issue.settling import SettledRow, settle, waiting_rows
from paycards.settings.council import Council
from paycards.store.step import Step

AT_ONCE = 1000  # cards issued in one transaction


def issue_next(step: Step, council: Council, issue: BulkIssue) -> int:
    """Issue the cards of the next rows that wait; return how many rows they were, 0 when none waits.

    Raises NotAllowed when the supplier's numbers run out.
    """
    rows = waiting_rows(step.connection, issue, AT_ONCE)
    settle(step.connection, issue, _issue(step, council, rows))
    return len(rows)


def _issue(step: Step, council: Council, rows: Sequence[Row[Any]]) -> list[SettledRow]:
    """Issue what nothing stands in the way of any more: the desk may have been quicker."""
    obstacles, issued = issue_where_possible(step, council, [_wanted(row) for row in rows])
    settled = [
        SettledRow(rows[place].row_no, outcomes.OF_OBSTACLE[obstacle.why], obstacle.sentence, None)
        for place, obstacle in obstacles.items()
    ]
    return settled + [
        SettledRow(
            rows[place].row_no,
            outcomes.ISSUED if each.card_number else outcomes.ORDERED,
            rows[place].message,
            each.request_no,
        )
        for place, each in issued.items()
    ]


def _wanted(row: Row[Any]) -> Wanted:
    return Wanted(
        account_id=row.account_id,
        holder=row.holder,
        reason="additional_card" if row.additional else "first_card",
        language=row.language,
        large_print=bool(row.large_print),
        additional=bool(row.additional),
    )
