"""The history of cards: what happened to each, and the state that it came into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    Row,
    String,
    Table,
    and_,
    func,
    insert,
    literal,
    select,
    update,
)

from paycards.store.step import Step
from paycards.store.tables.accounts import cards
from paycards.store.tables.base import Instant
from paycards.store.tables.card_life import card_events, card_requests
from paycards.store.temporary import temporary


@dataclass(frozen=True)
class Event:
    """What happens to a card. `status_before` is empty for a card that is new, whose row stands already."""

    card_number: str
    status_before: str
    status: str
    reason: str
    note: str = ""
    request_no: int | None = None


_EVENT = ("card_number", "status_before", "status", "reason", "note", "request_no")


def append(step: Step, events: Sequence[Event]) -> None:
    """Append an event to the history of each card, and bring the cards into their new states.

    At most one event a card. The database refuses what does not go on from the state of the card.
    """
    if not events:
        return
    columns = [
        Column(name, Integer if name == "request_no" else String, primary_key=name == "card_number")
        for name in _EVENT
    ]
    with temporary(step.connection, "happened", *columns) as happened:
        step.connection.execute(insert(happened), [vars(event) for event in events])
        _append(step, happened)
        _bring_into_state(step, happened)


def _append(step: Step, happened: Table) -> None:
    """Number the events of each card on from its last."""
    of_card = (card_events.c.council_id == step.owner) & (card_events.c.card_number == happened.c.card_number)
    so_far = select(func.max(card_events.c.number)).where(of_card).scalar_subquery()
    told = select(
        literal(step.owner),
        happened.c.card_number,
        func.coalesce(so_far, 0) + 1,
        literal(step.at, Instant),
        literal(step.actor),
        *(happened.c[name] for name in _EVENT[1:]),
    )
    step.connection.execute(insert(card_events).from_select([each.name for each in card_events.c], told))


def _bring_into_state(step: Step, happened: Table) -> None:
    its_event = happened.c.card_number == cards.c.card_number
    moved = select(happened.c.card_number).where(happened.c.status_before != happened.c.status)
    step.connection.execute(
        update(cards)
        .where(and_(cards.c.council_id == step.owner, cards.c.card_number.in_(moved)))
        .values(status=select(happened.c.status).where(its_event).scalar_subquery())
    )


def last_event(connection: Connection, council_id: int, card_number: str) -> Row[Any] | None:
    """Return the newest event of a card; None for one that came with a list and never changed."""
    query = (
        select(card_events)
        .where(card_events.c.council_id == council_id, card_events.c.card_number == card_number)
        .order_by(card_events.c.number.desc())
        .limit(1)
    )
    return connection.execute(query).first()


def next_issue(step: Step, card_number: str) -> int:
    """How often a number is printed when it is printed again; a card that came with a list was the first."""
    of_card = (card_requests.c.council_id == step.owner) & (card_requests.c.card_number == card_number)
    last = step.connection.execute(select(func.max(card_requests.c.issue_no)).where(of_card)).scalar()
    return int(last or 1) + 1
