"""Change the state of a card: lost, stolen, damaged, cancelled, expired, or in use again.

In the caller's step, with an event in the card's history and one entry of the trail.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.cards.cause import Cause
from paycards.cards.former_tenants import review_former_tenant
from paycards.cards.requests import close_requests
from paycards.cards.trail_names import trail_names
from paycards.errors import NotAllowed, NotFound
from paycards.issue.card_life import LIVE, OPEN_REQUEST, may_follow
from paycards.issue.card_number import ending
from paycards.store.card_history import Event, append, last_event
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.card_life import card_requests
from paycards.store.tables.councils import councils

BECOMES = {  # what is done at the desk, and the state that the card comes into
    "lose": "lost",
    "report stolen": "stolen",
    "report damaged": "damaged",
    "cancel": "cancelled",
    "reinstate": "active",
    "expire": "expired",
}


def change_state(step: Step, card_number: str, status: str, cause: Cause) -> None:
    """Bring a card into another state.

    A card that is cancelled before it was printed takes its request with it. Raises NotAllowed with a
    sentence when this state cannot follow.
    """
    card = card_row(step.connection, step.owner, card_number)
    _require_may_follow(step.connection, card, status, cause.reason)
    if status in ("cancelled", "active"):
        require_no_replacement(step.connection, card)
    append(step, [Event(card_number, card.status, status, cause.reason, cause.note)])
    if status == "cancelled":
        close_requests(step, card_requests.c.card_number == card_number, cause)
    review_former_tenant(step, card_number)
    after: dict[str, object] = {"status": status, "reason": cause.reason, "note": cause.note}
    record_change(step, card, "card.changed", after)


def card_row(connection: Connection, council_id: int, card_number: str) -> Row[Any]:
    """Return a card with its account's fund and reference, and its council's code. Raises NotFound."""
    query = (
        select(cards, accounts.c.fund, accounts.c.reference, councils.c.code.label("council"))
        .join(accounts, accounts.c.id == cards.c.account_id)
        .join(councils, councils.c.id == cards.c.council_id)
        .where(cards.c.council_id == council_id, cards.c.card_number == card_number)
    )
    card = connection.execute(query).first()
    if card is None:
        raise NotFound("card", ending(card_number))
    return card


def _require_may_follow(connection: Connection, card: Row[Any], status: str, reason: str) -> None:
    this = f"The card {ending(card.card_number)}"
    if card.status == status:
        raise NotAllowed(f"{this} is {status} already.")
    if card.status == "replaced":
        raise NotAllowed(f"{this} was replaced{_by_which(connection, card)}: its state can no longer change.")
    if not may_follow(card.status, status, reason):
        why = " for this reason" if may_follow(card.status, status, "entered_in_error") else ""
        raise NotAllowed(f"{this} is {card.status}: it cannot become {status}{why}.")
    if (card.status, status) == ("cancelled", "active") and _was_never_released(connection, card):
        raise NotAllowed(f"{this} was cancelled before it was printed: issue a new one.")
    if (card.status, status) == ("requested", "active"):
        raise NotAllowed(f"{this} is not printed yet: it becomes active once its barcode passes the check.")


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
            " cancel that request first.",
            code="replacement_open",
            card=ending(card.card_number),
            request=request_no,
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


def record_change(step: Step, card: Row[Any], action: str, after: dict[str, object]) -> None:
    """Write down what was done to a card, as `card_row` found it."""
    name = trail_names(step.connection, step.owner, [card.card_number])[card.card_number]
    which = {"fund": name.fund, "reference": name.reference, "ending": name.ending}
    step.record(
        action,
        f"card {ending(card.card_number)} of {card.fund} account {card.reference}",
        before={"status": card.status},
        after=which | after,
    )
