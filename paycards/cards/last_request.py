"""The newest request that a card came from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, ScalarSelect, select

from paycards.store.tables.accounts import cards
from paycards.store.tables.card_life import card_requests


def last_request(connection: Connection, council_id: int, card_number: str) -> Row[Any] | None:
    """Return what was asked for when a card was printed last: name, language and size of print."""
    query = (
        select(card_requests)
        .where(card_requests.c.council_id == council_id, card_requests.c.card_number == card_number)
        .order_by(card_requests.c.number.desc())
        .limit(1)
    )
    return connection.execute(query).first()


def last_holder() -> ScalarSelect[str]:
    """The name that was printed on each card of a query last; null for a card of a list."""
    return (
        select(card_requests.c.holder)
        .where(
            card_requests.c.council_id == cards.c.council_id,
            card_requests.c.card_number == cards.c.card_number,
        )
        .order_by(card_requests.c.issue_no.desc())
        .limit(1)
        .scalar_subquery()
    )
