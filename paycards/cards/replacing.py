"""Replace a card: the account gets another one in its place.

With a new number the old card is `replaced` at once. The same number is active again when it was printed
again. A card that the supplier makes takes the old one's place when its number is learned.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.cards.changes import card_row, record_change, require_replaceable
from paycards.cards.requests import How, Issued, Plan, give_numbers
from paycards.issue.card_life import BEFORE_REPLACED
from paycards.settings import CardScheme
from paycards.store.card_history import Event, append
from paycards.store.tables import card_requests


def replace_card(
    connection: Connection, council_id: int, plan: Plan, *, at: dt.datetime, actor: str
) -> Issued:
    """Replace the card that the plan names, in the caller's transaction, with one entry of the trail.

    The caller holds the council's lock. Raises NotAllowed when the card cannot be replaced, or when the
    supplier's numbers have run out.
    """
    card = card_row(connection, council_id, plan.replaces)
    require_replaceable(connection, card)
    status = card.status
    out_of_hand = BEFORE_REPLACED.get(plan.reason)
    if status == "active" and out_of_hand is not None:
        event = Event(plan.replaces, status, out_of_hand, plan.reason, plan.note)
        append(connection, council_id, [event], at=at, actor=actor)
        status = out_of_hand
    [issued], [told] = give_numbers(connection, council_id, [plan], at=at, actor=actor)
    if plan.how == "allocate":
        event = Event(plan.replaces, status, "replaced", plan.reason, plan.note, issued.request_no)
        append(connection, council_id, [event], at=at, actor=actor)
    record_change(connection, card, "card.replaced", {"request": told}, at=at, actor=actor)
    return issued


def how_to_replace(scheme: CardScheme, status: str) -> How:
    """Tell where the number of a replacement comes from; an expired one's is not printed again."""
    if scheme.numbers == "order":
        return "order"
    keeps = scheme.replacement == "keep_number" and status != "expired"
    return "keep" if keeps else "allocate"


def last_request(connection: Connection, council_id: int, card_number: str) -> Row[Any] | None:
    """Return what was asked for when a card was printed last: name, language and size of print."""
    query = (
        select(card_requests)
        .where(card_requests.c.council_id == council_id, card_requests.c.card_number == card_number)
        .order_by(card_requests.c.number.desc())
        .limit(1)
    )
    return connection.execute(query).first()
