"""What waits for a supplier: the requests that are in no order file yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.store.tables import accounts, card_requests

OF_ACCOUNT = (
    *("fund", "customer_ref", "title", "forenames", "surname"),
    *("address_1", "address_2", "address_3", "town", "postcode"),
)


def waiting_requests(connection: Connection, council_id: int) -> list[Row[Any]]:
    """Return the requests that wait to be ordered, with the account's columns, in order of their numbers."""
    query = (
        select(
            card_requests,
            accounts.c.reference.label("account_reference"),
            *(accounts.c[name] for name in OF_ACCOUNT),
        )
        .join(accounts, accounts.c.id == card_requests.c.account_id)
        .where(card_requests.c.council_id == council_id, card_requests.c.state == "requested")
        .where(card_requests.c.card_number.is_(None))
        .order_by(card_requests.c.number)
    )
    return list(connection.execute(query))
