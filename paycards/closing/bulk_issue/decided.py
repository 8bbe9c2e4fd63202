"""What became of every row of a list, or will: what reports and commands show."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, select

from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.outcomes import DecidedRow
from paycards.closing.bulk_issue.planned_row import PlannedRow
from paycards.closing.bulk_issue.post_order import IN_HAND
from paycards.closing.bulk_issue.record import BulkIssue
from paycards.settings.council import Council
from paycards.store.chunks import chunks
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.card_batches import card_batch_rows
from paycards.store.tables.card_life import card_requests


def foreseen(council: Council, planned: Iterable[PlannedRow]) -> list[DecidedRow]:
    """Return what would become of rows that nothing was written about."""
    return [DecidedRow(row.row_no, _to_be(council, row.outcome, row.fund), row.message) for row in planned]


def decided_rows(connection: Connection, council: Council, issue: BulkIssue) -> list[DecidedRow]:
    """Return what became of every row, or will, in the order of the list."""
    query = (
        select(
            *(card_batch_rows.c.row_no, card_batch_rows.c.outcome, card_batch_rows.c.message),
            *(card_requests.c.card_number, cards.c.status, accounts.c.fund),
        )
        .select_from(
            card_batch_rows.outerjoin(accounts, accounts.c.id == card_batch_rows.c.account_id)
            .outerjoin(
                card_requests,
                and_(
                    card_requests.c.council_id == card_batch_rows.c.council_id,
                    card_requests.c.number == card_batch_rows.c.request_no,
                ),
            )
            .outerjoin(
                cards,
                and_(
                    cards.c.council_id == card_requests.c.council_id,
                    cards.c.card_number == card_requests.c.card_number,
                ),
            )
        )
        .where(card_batch_rows.c.batch_id == issue.id)
        .order_by(card_batch_rows.c.row_no)
    )
    with chunks(connection, query) as parts:
        return [
            DecidedRow(row_no, _to_be(council, outcome, fund), _since(message, status), number or "")
            for part in parts
            for row_no, outcome, message, number, status, fund in part
        ]


def _to_be(council: Council, outcome: str, fund: str | None) -> str:
    """What a row that waits comes to: it is issued here, or ordered from the supplier."""
    scheme = council.card_scheme(fund or "")
    if outcome != outcomes.WAITING or scheme is None:
        return outcome
    return outcomes.ORDERED if scheme.numbers == "order" else outcomes.ISSUED


def _since(message: str, status: str | None) -> str:
    if status is None or status in IN_HAND:
        return message
    return f"the card is now {status}: it is in none of the files"
