"""Cards that were issued before and never printed: a list prints them, rather than say that there is one.

Their numbers were taken at the card desk. A card of an earlier list is printed by running that list again, or
at the desk: its request belongs to that row for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from paycards.store.tables.card_batches import card_batch_rows
from paycards.store.tables.card_life import card_requests


def unprinted(connection: Connection, council_id: int, card_numbers: Sequence[str]) -> dict[str, Row[Any]]:
    """Return the requests of these cards that belong to no list, by number."""
    query = select(card_requests).where(
        card_requests.c.council_id == council_id,
        card_requests.c.card_number.in_(card_numbers),
        card_requests.c.state == "requested",
        card_requests.c.kind == "first",
        ~exists().where(
            card_batch_rows.c.council_id == card_requests.c.council_id,
            card_batch_rows.c.request_no == card_requests.c.number,
        ),
    )
    return {request.card_number: request for request in connection.execute(query)} if card_numbers else {}
