"""Watch the orders: one that the supplier does not answer in time is a problem until it is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from paycards.access.visit import Visit
from paycards.clock import LONDON
from paycards.settings import Council
from paycards.store.councils import council_ids, council_step
from paycards.store.engine import reading
from paycards.store.problems import close_problem, open_problem, was_dealt_with
from paycards.store.tables import card_orders, card_requests, councils

KIND = "card_order_unanswered"


def watch_orders(visit: Visit) -> None:
    """Open a problem for each order that is not answered in time. Safe to run again at any moment."""
    with reading(visit.installation.engine) as connection:
        ids = council_ids(connection)
    for council in visit.settings.councils:
        if council.code in ids:
            with council_step(visit.installation.engine, ids[council.code]) as connection:
                _watch(connection, ids[council.code], council, visit.now)


def _watch(connection: Connection, council_id: int, council: Council, now: dt.datetime) -> None:
    late = now - dt.timedelta(days=council.card_orders.unanswered_after_days)
    for order in _orders(connection, council_id):
        subject = f"{council.code} {order.file_name}"
        if order.written_at >= late or was_dealt_with(
            connection, contract_id=None, kind=KIND, subject=subject
        ):
            continue
        day = order.written_at.astimezone(LONDON)
        cards = "1 card is" if order.unanswered == 1 else f"{order.unanswered} cards are"
        open_problem(
            connection,
            council_id=council_id,
            contract_id=None,
            kind="card_order_unanswered",
            subject=subject,
            message=f"{council.code}: {cards} not answered of the order {order.file_name} of {day:%d %B %Y}.",
            action="Ask the supplier for the cross reference, or cancel the requests with"
            " `paycards cards orders cancel`; the problem closes when all are answered.",
            at=now,
        )


def review_orders(
    connection: Connection, council_id: int, numbers: Collection[int], *, at: dt.datetime
) -> None:
    """Close the problems of those among these orders that wait for nothing any more."""
    waiting = {order.number for order in _orders(connection, council_id)}
    query = (
        select(councils.c.code, card_orders.c.file_name)
        .join(councils, councils.c.id == card_orders.c.council_id)
        .where(card_orders.c.council_id == council_id)
        .where(card_orders.c.number.in_(set(numbers) - waiting))
    )
    for code, file_name in connection.execute(query).all():
        close_problem(
            connection,
            contract_id=None,
            kind=KIND,
            subject=f"{code} {file_name}",
            at=at,
            by="paycards",
            note="every card of the order is answered or cancelled",
        )


def _orders(connection: Connection, council_id: int) -> list[Row[Any]]:
    """The orders that wait for an answer, each with how many cards are missing."""
    asked = and_(
        card_requests.c.council_id == card_orders.c.council_id,
        card_requests.c.order_no == card_orders.c.number,
        card_requests.c.state == "ordered",
    )
    query = (
        select(card_orders, func.count().label("unanswered"))
        .join(card_requests, asked)
        .where(card_orders.c.council_id == council_id)
        .group_by(*card_orders.primary_key.columns, *card_orders.c)
        .order_by(card_orders.c.number)
    )
    return list(connection.execute(query))
