"""Change the state of a card: lost, stolen, damaged, cancelled, expired, or in use again.

In the caller's transaction, with an event in the card's history and one entry of the trail.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.cards.naming import names_of
from paycards.cards.obstacles import ending
from paycards.cards.requests import close_requests
from paycards.errors import NotAllowed, UsageError
from paycards.issue.card_life import LIVE, OPEN_REQUEST, may_follow
from paycards.store import trail
from paycards.store.card_history import Event, append, last_event
from paycards.store.tables import accounts, card_requests, cards


def change_card(
    connection: Connection,
    council_id: int,
    card_number: str,
    status: str,
    *,
    reason: str,
    note: str,
    at: dt.datetime,
    actor: str,
) -> None:
    """Bring a card into another state. The caller holds the council's lock.

    A card that is cancelled before it was printed takes its request with it. Raises NotAllowed with a
    sentence when this state cannot follow.
    """
    card = card_row(connection, council_id, card_number)
    _require_may_follow(connection, card, status, reason)
    if status in ("cancelled", "active"):
        require_no_replacement(connection, card)
    event = Event(card_number, card.status, status, reason, note)
    append(connection, council_id, [event], at=at, actor=actor)
    if status == "cancelled":
        same = card_requests.c.card_number == card_number
        close_requests(connection, council_id, same, reason=reason, note=note, at=at, actor=actor)
    after: dict[str, object] = {"status": status, "reason": reason, "note": note}
    record_change(connection, card, "card.changed", after, at=at, actor=actor)


def card_row(connection: Connection, council_id: int, card_number: str) -> Row[Any]:
    """Return a card with the fund and reference of its account. Raises UsageError when there is none."""
    query = (
        select(cards, accounts.c.fund, accounts.c.reference)
        .join(accounts, accounts.c.id == cards.c.account_id)
        .where(cards.c.council_id == council_id, cards.c.card_number == card_number)
    )
    card = connection.execute(query).first()
    if card is None:
        raise UsageError(f"There is no card {ending(card_number)} at this council.")
    return card


def _require_may_follow(connection: Connection, card: Row[Any], status: str, reason: str) -> None:
    this = f"The card {ending(card.card_number)}"
    if card.status == status:
        raise NotAllowed(f"{this} is {status} already.")
    if card.status == "replaced":
        raise NotAllowed(f"{this} was replaced{_by_which(connection, card)}: what it was is history.")
    if not may_follow(card.status, status, reason):
        why = " for this reason" if may_follow(card.status, status, "entered_in_error") else ""
        raise NotAllowed(f"{this} is {card.status}: it cannot become {status}{why}.")
    if (card.status, status) == ("cancelled", "active") and _was_never_released(connection, card):
        raise NotAllowed(f"{this} was cancelled before it was printed: issue a new one.")
    if (card.status, status) == ("requested", "active"):
        raise NotAllowed(f"{this} is not printed yet: it becomes active when its bars were read back.")


def _was_never_released(connection: Connection, card: Row[Any]) -> bool:
    last = last_event(connection, card.council_id, card.card_number)
    return last is not None and last.status_before in LIVE and last.status_before != "active"


def _by_which(connection: Connection, card: Row[Any]) -> str:
    """Name the card that took the place of another, if it is known."""
    query = (
        select(card_requests.c.card_number)
        .where(card_requests.c.council_id == card.council_id, card_requests.c.replaces == card.card_number)
        .where(card_requests.c.card_number.is_not(None), card_requests.c.card_number != card.card_number)
        .order_by(card_requests.c.number.desc())
        .limit(1)
    )
    number = connection.execute(query).scalar()
    return f" by the card {ending(number)}" if number else ""


def require_no_replacement(connection: Connection, card: Row[Any]) -> None:
    """Raise NotAllowed while another card in the place of this one is asked for."""
    query = select(card_requests.c.number).where(
        card_requests.c.council_id == card.council_id,
        card_requests.c.replaces == card.card_number,
        card_requests.c.state.in_(OPEN_REQUEST),
    )
    request_no = connection.execute(query).scalar()
    if request_no is not None:
        raise NotAllowed(
            f"A replacement of the card {ending(card.card_number)} is asked for (request {request_no}):"
            f" cancel that first, with `paycards cards orders cancel {request_no}`."
        )


def require_replaceable(connection: Connection, card: Row[Any]) -> None:
    """Raise NotAllowed for a card that no other can replace, with a sentence that says what to do instead."""
    this = f"The card {ending(card.card_number)}"
    if card.account_status == "closed":
        raise NotAllowed(f"The {card.fund} account {card.reference} is closed: no card is issued for it.")
    if card.status in ("requested", "ordered"):
        raise NotAllowed(f"{this} is not printed yet: print it, or cancel it and issue another.")
    if card.status == "replaced":
        raise NotAllowed(f"{this} was replaced{_by_which(connection, card)}: replace that one.")
    if card.status == "cancelled":
        raise NotAllowed(f"{this} is cancelled: issue a new one.")
    require_no_replacement(connection, card)


def record_change(
    connection: Connection,
    card: Row[Any],
    action: str,
    after: dict[str, object],
    *,
    at: dt.datetime,
    actor: str,
) -> None:
    """Write down what was done to a card, as `card_row` found it."""
    name = names_of(connection, card.council_id, [card.card_number])[card.card_number]
    which = {"fund": name.fund, "reference": name.reference, "ending": name.ending}
    trail.record(
        connection,
        card.council_id,
        at=at,
        actor=actor,
        action=action,
        subject=f"card {ending(card.card_number)} of {card.fund} account {card.reference}",
        before={"status": card.status},
        after=which | after,
    )
