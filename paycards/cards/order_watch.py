"""Watch the orders: one that the supplier does not answer in time is a problem until it is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, and_, func, select

from paycards.clock import in_words, local
from paycards.settings.council import Council
from paycards.store.problems import Subject, was_dealt_with
from paycards.store.step import Step
from paycards.store.tables.card_life import card_orders, card_requests
from paycards.store.tables.councils import councils

KIND = "card_order_unanswered"


def watch_orders(step: Step, council: Council) -> None:
    """Open a problem for each order of the council that is not answered in time."""
    late = step.at - dt.timedelta(days=council.card_orders.unanswered_after_days)
    for order in _unanswered_orders(step):
        subject = f"{council.code} {order.file_name}"
        if order.written_at < late and not was_dealt_with(step.connection, Subject(KIND, subject)):
            step.open_problem(
                KIND,
                subject,
                council=council.code,
                cards="1 card is" if order.unanswered == 1 else f"{order.unanswered} cards are",
                file=order.file_name,
                day=in_words(local(order.written_at)),
            )


def review_orders(step: Step, numbers: Collection[int]) -> None:
    """Close the problems of those among these orders that no longer wait for anything."""
    waiting = {order.number for order in _unanswered_orders(step)}
    query = (
        select(councils.c.code, card_orders.c.file_name)
        .join(councils, councils.c.id == card_orders.c.council_id)
        .where(card_orders.c.council_id == step.owner)
        .where(card_orders.c.number.in_(set(numbers) - waiting))
    )
    note = "every card of the order is answered or cancelled"
    for code, file_name in step.connection.execute(query).all():
        step.close_problem(KIND, f"{code} {file_name}", note=note)


def _unanswered_orders(step: Step) -> list[Row[Any]]:
    """The orders that wait for an answer, each with how many cards are missing."""
    its_requests = and_(
        card_requests.c.council_id == card_orders.c.council_id,
        card_requests.c.order_no == card_orders.c.number,
        card_requests.c.state == "ordered",
    )
    query = (
        select(card_orders, func.count().label("unanswered"))
        .join(card_requests, its_requests)
        .where(card_orders.c.council_id == step.owner)
        .group_by(*card_orders.primary_key.columns, *card_orders.c)
        .order_by(card_orders.c.number)
    )
    return list(step.connection.execute(query))
