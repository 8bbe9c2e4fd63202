"""Cards that were issued before and never printed: a list prints them, rather than say that there is one.

Their numbers were taken at the card desk, or for an earlier list whose row could not be printed. A request
belongs to one row, so it leaves that of the earlier list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, exists, select, update

from paycards.closing.bulk_issue import outcomes
from paycards.store.step import Step
from paycards.store.tables import card_batch_rows, card_requests

IN_ANOTHER_LIST = "its card is in the files of a later list"
FAILED = (outcomes.CANNOT_PRINT, outcomes.PROOF_FAILED)


def unprinted(connection: Connection, council_id: int, card_numbers: Sequence[str]) -> dict[str, Row[Any]]:
    """Return the requests of these cards that no other list is about to print, by number."""
    query = select(card_requests).where(
        card_requests.c.council_id == council_id,
        card_requests.c.card_number.in_(card_numbers),
        card_requests.c.state == "requested",
        card_requests.c.kind == "first",
        ~exists().where(
            card_batch_rows.c.council_id == card_requests.c.council_id,
            card_batch_rows.c.request_no == card_requests.c.number,
            card_batch_rows.c.outcome.not_in(FAILED),
        ),
    )
    return {request.card_number: request for request in connection.execute(query)} if card_numbers else {}


def take_over(step: Step, requests: Sequence[int]) -> None:
    """Take these requests off the rows of earlier lists."""
    step.connection.execute(
        update(card_batch_rows)
        .where(card_batch_rows.c.council_id == step.owner, card_batch_rows.c.request_no.in_(requests))
        .values(outcome=outcomes.HAS_CARD, request_no=None, message=IN_ANOTHER_LIST)
    )
