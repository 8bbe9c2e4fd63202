"""The whole lineage of an account, a customer or a card: every card, and how it came to its state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, select

from paycards.access.visit import Visit
from paycards.cards.finding import name_of
from paycards.cards.last_payments import LastPayment, last_payments
from paycards.cards.which import Named, account_meant, card_meant
from paycards.errors import UsageError
from paycards.jobs.asked import council_named
from paycards.store.engine import reading
from paycards.store.tables import accounts, card_events, card_proofs, card_requests, cards, councils


@dataclass(frozen=True)
class CardEvent:
    """What happened to a card; `status_before` is empty where it began."""

    at: dt.datetime
    actor: str
    status_before: str
    status: str
    reason: str
    note: str
    request_no: int | None


@dataclass(frozen=True)
class CardProof:
    """That what left the house was read back."""

    proved_at: dt.datetime
    output: str
    dpi: int
    module_dots: int
    reader: str
    version: str
    sha256: str


@dataclass(frozen=True)
class CardRequest:
    """A card that was asked for; `card_number` is empty while nobody knows it."""

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
    history: tuple[CardEvent, ...]
    proofs: tuple[CardProof, ...]


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
    requests: tuple[CardRequest, ...]


def show_cards(visit: Visit, named: Named, *, customer_ref: str = "") -> list[ShownAccount]:
    """Show the account of a card, an account, or all accounts of a customer. Raises UsageError."""
    with reading(visit.installation.engine) as connection:
        query = _ACCOUNTS.where(_meant(connection, named, customer_ref.strip()))
        found = connection.execute(query).all()
        if not found:
            raise UsageError(
                f"There is no customer {customer_ref.strip()}: `paycards cards find` looks for one."
            )
        return [_shown(connection, account, visit.now) for account in found]


def _meant(connection: Connection, named: Named, customer_ref: str) -> ColumnElement[bool]:
    if customer_ref and named.council:
        of_council = accounts.c.council_id == council_named(connection, named.council)
        return and_(accounts.c.customer_ref == customer_ref, of_council)
    if customer_ref:
        return accounts.c.customer_ref == customer_ref
    if named.card.strip():
        account_id = card_meant(connection, named).account_id
    else:
        account_id = account_meant(connection, named).id
    return accounts.c.id == int(account_id)


_ACCOUNTS: Select[Any] = (
    select(accounts, councils.c.code.label("council"))
    .join(councils, councils.c.id == accounts.c.council_id)
    .order_by(accounts.c.council_id, accounts.c.fund, accounts.c.reference)
)


def _shown(connection: Connection, account: Row[Any], now: dt.datetime) -> ShownAccount:
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
        name=name_of(account),
        last_paid=max(paid.values(), key=lambda payment: payment.paid_on, default=None),
        cards=tuple(sorted(shown, key=_beginning)),
        requests=_requests(connection, account),
    )


def _beginning(card: ShownCard) -> tuple[str, str]:
    """Cards that came with a list first, then as they were issued."""
    began = card.history[0] if card.history and not card.history[0].status_before else None
    return (began.at.isoformat() if began else "", card.card_number)


def _shown_card(connection: Connection, card: Row[Any], paid: LastPayment | None) -> ShownCard:
    events = _of_card(connection, card, card_events, tuple(CardEvent.__dataclass_fields__))
    proofs = _of_card(connection, card, card_proofs, tuple(CardProof.__dataclass_fields__))
    return ShownCard(
        card_number=card.card_number,
        status=card.status,
        issued_on=card.issued_on,
        last_paid=paid,
        history=tuple(CardEvent(**row._mapping) for row in events),
        proofs=tuple(CardProof(**row._mapping) for row in proofs),
    )


def _of_card(connection: Connection, card: Row[Any], table: Table, names: tuple[str, ...]) -> list[Row[Any]]:
    query = select(*(table.c[name] for name in names)).order_by(table.c.number)
    its = (table.c.council_id == card.council_id) & (table.c.card_number == card.card_number)
    return list(connection.execute(query.where(its)))


def _requests(connection: Connection, account: Row[Any]) -> tuple[CardRequest, ...]:
    query = (
        select(*(card_requests.c[name] for name in CardRequest.__dataclass_fields__))
        .where(card_requests.c.council_id == account.council_id, card_requests.c.account_id == account.id)
        .order_by(card_requests.c.number)
    )
    return tuple(as_request(row) for row in connection.execute(query))


def as_request(row: Row[Any]) -> CardRequest:
    """A row with the columns of CardRequest as one; texts that are not there are empty."""
    texts = ("card_number", "replaces", "closed_by", "closing_reason", "closing_note")
    values = dict(row._mapping) | {name: row._mapping[name] or "" for name in texts}
    return CardRequest(**values | {"large_print": bool(row.large_print)})
