"""The cards that wait for a supplier: requests that are in no file yet, and those that the supplier has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.account import ADDRESS
from paycards.cards.reach import no_post
from paycards.issue.card_life import OPEN_REQUEST
from paycards.settings.council import Council
from paycards.store.tables.accounts import accounts
from paycards.store.tables.card_life import card_orders, card_requests
from paycards.store.tables.councils import councils


@dataclass(frozen=True)
class OrderedCard:
    """A request for a card that a supplier makes; `file_name` is empty until it leaves.

    `left_over` says why it would not leave now: post cannot reach its account.
    """

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
    left_over: str


def list_card_orders(visit: Visit, *, council: str | None = None) -> list[OrderedCard]:
    """Return the open requests for cards that a supplier makes, oldest first. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_CARD_WORK) as seen:
        query = _ORDERED.where(seen.covers(card_requests.c.council_id))
        rows = seen.connection.execute(query).all()
    councils_of = {each.code: each for each in visit.settings.councils}
    return [_ordered(row, councils_of.get(row.council)) for row in rows]


def _ordered(row: Row[Any], council: Council | None) -> OrderedCard:
    told = {name: value for name, value in row._mapping.items() if name not in _NOT_TOLD}
    left_over = no_post(row, council) if council is not None and not row.file_name else ""
    return OrderedCard(**told, left_over=left_over)


_NOT_TOLD = {column.name for column in ADDRESS}
_ORDERED: Select[Any] = (
    select(
        councils.c.code.label("council"),
        card_requests.c.number,
        accounts.c.fund,
        accounts.c.reference,
        *(card_requests.c[name] for name in ("kind", "reason", "state", "requested_at", "requested_by")),
        func.coalesce(card_orders.c.file_name, "").label("file_name"),
        card_orders.c.written_at,
        *ADDRESS,
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
