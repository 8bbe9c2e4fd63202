"""What became of every row of a batch, or will: what reports and commands show."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, select

from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.planning import PlannedRow
from paycards.closing.bulk_issue.printing import IN_HAND
from paycards.closing.bulk_issue.records import Batch
from paycards.settings import Council
from paycards.store.chunks import chunks
from paycards.store.tables import accounts, card_batch_rows, card_requests, cards

Decided = tuple[int, str, str, str]  # row number, outcome, message, card number or empty


def foreseen(council: Council, planned: Iterable[PlannedRow]) -> list[Decided]:
    """Return what would become of rows that nothing was written about."""
    return [(row.row_no, _to_be(council, row.outcome, row.fund), row.message, "") for row in planned]


def decided_rows(connection: Connection, council: Council, batch: Batch) -> list[Decided]:
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
        .where(card_batch_rows.c.batch_id == batch.id)
        .order_by(card_batch_rows.c.row_no)
    )
    return [
        (row_no, _to_be(council, outcome, fund), _since(message, status), number or "")
        for part in chunks(connection, query)
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
    return f"the card is {status} since: it is in none of the files"
