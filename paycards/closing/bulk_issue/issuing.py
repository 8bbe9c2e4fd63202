"""Issue the cards of an office's list, a part of it in each transaction.

Whatever stops it leaves whole parts: a row that has its card says so in the transaction that issued it, so
beginning again issues nothing twice, and two runs at once share the rows between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from paycards.cards.account import addressed_accounts
from paycards.cards.issuing import Wanted, issue_where_possible
from paycards.cards.obstacles import Obstacle
from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.printability import Printability
from paycards.closing.bulk_issue.record import BulkIssue
from paycards.closing.bulk_issue.settling import SettledRow, settle, waiting_rows
from paycards.closing.bulk_issue.unprinted import unprinted
from paycards.settings.council import Council
from paycards.store.step import Step

AT_ONCE = 1000  # cards issued in one transaction


def issue_next(step: Step, printability: Printability, issue: BulkIssue) -> int:
    """Issue the cards of the next rows that wait; return how many rows they were, 0 when none waits.

    Accounts may have changed since the list was begun: what cannot be printed any more takes no number.
    Raises NotAllowed when the supplier's numbers run out.
    """
    rows = waiting_rows(step.connection, issue, AT_ONCE)
    refused = _refused(step, printability, rows)
    settle(step.connection, issue, refused.values())
    free = [row for row in rows if row.row_no not in refused]
    settle(step.connection, issue, _issue(step, printability.council, free))
    return len(rows)


def _refused(step: Step, printability: Printability, rows: Sequence[Row[Any]]) -> dict[int, SettledRow]:
    """The rows that cannot be printed, by number."""
    holders = addressed_accounts(step.connection, step.owner, [row.account_id for row in rows])
    refused, trials = {}, []
    for row in rows:
        account = holders[row.account_id]
        fault, trial = printability.of(account, row.holder, row.language, row.large_print)
        if fault:
            refused[row.row_no] = fault
        elif trial is not None:
            trials.append((row.row_no, trial))
    refused |= {row_no: why for row_no, (_, why) in printability.refusals(trials).items()}
    return {row_no: SettledRow(row_no, outcomes.CANNOT_PRINT, why, None) for row_no, why in refused.items()}


def _issue(step: Step, council: Council, rows: Sequence[Row[Any]]) -> list[SettledRow]:
    """Issue what nothing stands in the way of any more: the desk may have been quicker."""
    obstacles, issued = issue_where_possible(step, council, [_wanted(row) for row in rows])
    numbers = [obstacle.card_number for obstacle in obstacles.values() if obstacle.why == "not_printed"]
    waiting = {
        request.account_id: request for request in unprinted(step.connection, step.owner, numbers).values()
    }
    settled = [
        _of_obstacle(rows[place], obstacle, waiting.get(rows[place].account_id))
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


def _of_obstacle(row: Row[Any], obstacle: Obstacle, unprinted_card: Row[Any] | None) -> SettledRow:
    """Print the card that was issued to the same name and never printed; else say what is in the way."""
    if unprinted_card is not None and unprinted_card.holder == row.holder:
        return SettledRow(row.row_no, outcomes.ISSUED, row.message, unprinted_card.number)
    return SettledRow(row.row_no, outcomes.OF_OBSTACLE[obstacle.why], obstacle.sentence, None)


def _wanted(row: Row[Any]) -> Wanted:
    return Wanted(
        account_id=row.account_id,
        holder=row.holder,
        reason="additional_card" if row.additional else "first_card",
        language=row.language,
        large_print=bool(row.large_print),
        additional=bool(row.additional),
    )
