"""What waits for a supplier: the requests that are in no order file yet, and which of them can leave.

A request may wait for days, and its account's address go bad meanwhile. A card that the supplier would now
send to nowhere is left over until the address is put right or the request is cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.cards.reach import no_post
from paycards.settings.council import Council
from paycards.store.tables.accounts import accounts
from paycards.store.tables.card_life import card_requests

OF_ACCOUNT = (
    *("fund", "customer_ref", "title", "forenames", "surname"),
    *("address_1", "address_2", "address_3", "town", "postcode"),
)


@dataclass(frozen=True)
class LeftOver:
    """A request that cannot leave now: `why` says what is wrong with the address."""

    council: str
    request: int
    fund: str
    reference: str
    why: str


def ready_requests(
    connection: Connection, council_id: int, council: Council
) -> tuple[list[Row[Any]], list[LeftOver]]:
    """Return those of the waiting requests that can leave now, and those that are left over."""
    ready, left_over = [], []
    for request in waiting_requests(connection, council_id):
        fault = no_post(request, council)
        if fault:
            left_over.append(
                LeftOver(council.code, request.number, request.fund, request.account_reference, fault)
            )
        else:
            ready.append(request)
    return ready, left_over


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
