"""The whole lineage of an account, a customer or a card: every card, and how it came to its state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from paycards.cards.account import customer_name
from paycards.cards.last_payments import LastPayment, last_payments
from paycards.store.tables.accounts import cards
from paycards.store.tables.card_life import card_events, card_proofs, card_requests


@dataclass(frozen=True)
class ShownEvent:
    """What happened to a card; `status_before` is empty where it began."""

    at: dt.datetime
    actor: str
    status_before: str
    status: str
    reason: str
    note: str
    request_no: int | None


@dataclass(frozen=True)
class ShownProof:
    """The barcode of what was sent out was read back."""

    proved_at: dt.datetime
    output: str
    dpi: int
    module_dots: int
    reader: str
    version: str
    sha256: str


@dataclass(frozen=True)
class ShownRequest:
    """A card that was asked for; `card_number` is empty until it is known."""

    number: int
    kind: str
    reason: str
    state: str
    card_number: str
    issue_no: int | None
    replaces: str
    holder: str
    language: str
    large_print: bool
    order_no: int | None
    requested_at: dt.datetime
    requested_by: str
    note: str
    closed_at: dt.datetime | None
    closed_by: str
    closing_reason: str
    closing_note: str


@dataclass(frozen=True)
class ShownCard:
    """A card with all that happened to it; one that came with a list has no history before it was changed."""

    card_number: str
    status: str
    issued_on: dt.date | None
    last_paid: LastPayment | None
    history: tuple[ShownEvent, ...]
    proofs: tuple[ShownProof, ...]


@dataclass(frozen=True)
class ShownAccount:
    """An account with every card that it ever had, the oldest first, and what was asked for."""

    council: str
    fund: str
    reference: str
    status: str
    customer_ref: str
    name: str
    last_paid: LastPayment | None
    cards: tuple[ShownCard, ...]
    requests: tuple[ShownRequest, ...]


def shown_account(connection: Connection, account: Row[Any], now: dt.datetime) -> ShownAccount:
    """Return all that is known of an account, a row with its council's code."""
    query = select(cards).where(cards.c.council_id == account.council_id, cards.c.account_id == account.id)
    held = connection.execute(query.order_by(cards.c.card_number)).all()
    paid = last_payments(connection, account.id, [card.card_number for card in held], now)
    shown = [_shown_card(connection, card, paid.get(card.card_number)) for card in held]
    return ShownAccount(
        council=account.council,
        fund=account.fund,
        reference=account.reference,
        status=account.status,
        customer_ref=account.customer_ref,
        name=customer_name(account),
        last_paid=max(paid.values(), key=lambda payment: payment.paid_on, default=None),
        cards=tuple(sorted(shown, key=_beginning)),
        requests=_requests(connection, account),
    )


def _beginning(card: ShownCard) -> tuple[str, str]:
    """Cards that came with a list first, then as they were issued."""
    began = card.history[0] if card.history and not card.history[0].status_before else None
    return (began.at.isoformat() if began else "", card.card_number)


def _shown_card(connection: Connection, card: Row[Any], paid: LastPayment | None) -> ShownCard:
    events = _of_card(connection, card, card_events, tuple(ShownEvent.__dataclass_fields__))
    proofs = _of_card(connection, card, card_proofs, tuple(ShownProof.__dataclass_fields__))
    return ShownCard(
        card_number=card.card_number,
        status=card.status,
        issued_on=card.issued_on,
        last_paid=paid,
        history=tuple(ShownEvent(**row._mapping) for row in events),
        proofs=tuple(ShownProof(**row._mapping) for row in proofs),
    )


def _of_card(connection: Connection, card: Row[Any], table: Table, names: tuple[str, ...]) -> list[Row[Any]]:
    query = select(*(table.c[name] for name in names)).order_by(table.c.number)
    its = (table.c.council_id == card.council_id) & (table.c.card_number == card.card_number)
    return list(connection.execute(query.where(its)))


def _requests(connection: Connection, account: Row[Any]) -> tuple[ShownRequest, ...]:
    query = (
        select(*(card_requests.c[name] for name in ShownRequest.__dataclass_fields__))
        .where(card_requests.c.council_id == account.council_id, card_requests.c.account_id == account.id)
        .order_by(card_requests.c.number)
    )
    return tuple(_as_request(row) for row in connection.execute(query))


def _as_request(row: Row[Any]) -> ShownRequest:
    """Texts that are not there are empty."""
    texts = ("card_number", "replaces", "closed_by", "closing_reason", "closing_note")
    values = dict(row._mapping) | {name: row._mapping[name] or "" for name in texts}
    return ShownRequest(**values | {"large_print": bool(row.large_print)})
