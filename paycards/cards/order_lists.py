"""What waits for a supplier: requests that are in no file yet, those that the supplier has, and the files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from paycards.access.visit import Visit
from paycards.issue.card_life import OPEN_REQUEST
from paycards.jobs.asked import council_named
from paycards.store.engine import reading
from paycards.store.tables import accounts, card_orders, card_requests, councils

OF_ACCOUNT = (
    *("fund", "customer_ref", "title", "forenames", "surname"),
    *("address_1", "address_2", "address_3", "town", "postcode"),
)


@dataclass(frozen=True)
class OrderedCard:
    """A request for a card that a supplier makes; `file_name` is empty until it leaves."""

    council: str
    number: int
    fund: str
    reference: str
    kind: str
    reason: str
    state: str
    requested_at: dt.datetime
    requested_by: str
    file_name: str
    written_at: dt.datetime | None


def list_orders(visit: Visit, *, council: str = "") -> list[OrderedCard]:
    """Return the open requests for cards that a supplier makes, oldest first. Raises UsageError."""
    with reading(visit.installation.engine) as connection:
        query = _ORDERED
        if council:
            query = query.where(card_requests.c.council_id == council_named(connection, council))
        return [OrderedCard(**row._mapping) for row in connection.execute(query)]


_ORDERED: Select[Any] = (
    select(
        councils.c.code.label("council"),
        card_requests.c.number,
        accounts.c.fund,
        accounts.c.reference,
        *(card_requests.c[name] for name in ("kind", "reason", "state", "requested_at", "requested_by")),
        func.coalesce(card_orders.c.file_name, "").label("file_name"),
        card_orders.c.written_at,
    )
    .select_from(card_requests)
    .join(accounts, accounts.c.id == card_requests.c.account_id)
    .join(councils, councils.c.id == card_requests.c.council_id)
    .outerjoin(
        card_orders,
        (card_orders.c.council_id == card_requests.c.council_id)
        & (card_orders.c.number == card_requests.c.order_no),
    )
    .where(card_requests.c.state.in_(OPEN_REQUEST), card_requests.c.card_number.is_(None))
    .order_by(card_requests.c.council_id, card_requests.c.number)
)


def ordered_rows(connection: Connection, council_id: int) -> list[Row[Any]]:
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
