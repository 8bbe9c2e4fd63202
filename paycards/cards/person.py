"""One customer as a page shows them: who it is, every account and card, letters, and what stands in the way.

A customer is what accounts with one customer reference say; an account without one is a customer by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, and_, select

from paycards.access.reading import Reading
from paycards.cards.account import customer_name
from paycards.cards.finding import address_of
from paycards.cards.former_tenants import cards_of_former_tenants, is_of_former_tenant
from paycards.cards.issuing import Wanted
from paycards.cards.obstacles import Obstacle, find_obstacles
from paycards.errors import NotFound
from paycards.issue.card_life import LIVE, OPEN_REQUEST
from paycards.issue.card_number import SHOWN_DIGITS
from paycards.settings.council import Council
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.card_life import card_proofs, card_requests
from paycards.store.tables.desk import card_ids


@dataclass(frozen=True)
class Identity:
    """Whose case it is: what stands on top of each page of it. `id` is that of an account."""

    id: int
    name: str
    address: str
    customer_ref: str

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands beneath the name."""
        return tuple(
            filter(None, (self.address, f"Customer {self.customer_ref}" if self.customer_ref else ""))
        )


@dataclass(frozen=True)
class PersonCard:
    """A card of a customer, by its last digits.

    `of_former`: it is live, and was issued to a former customer of the account.
    """

    id: int
    ending: str
    status: str
    issued_on: dt.date | None
    of_former: bool = False

    @property
    def is_live(self) -> bool:
        """Whether the customer has it, or soon will."""
        return self.status in LIVE


@dataclass(frozen=True)
class PersonAccount:
    """An account of a customer. `obstacle` is why no first card can be issued, `scheme` whether any can.

    `waiting` are the numbers of requests that the supplier has not answered yet.
    """

    id: int
    fund: str
    reference: str
    status: str
    balance_pence: int
    scheme: bool
    cards: tuple[PersonCard, ...]
    waiting: tuple[int, ...]
    obstacle: Obstacle | None

    @property
    def of_former(self) -> tuple[PersonCard, ...]:
        """The live cards that were issued to a former customer."""
        return tuple(card for card in self.cards if card.of_former)

    @property
    def in_the_way(self) -> PersonCard | None:
        """The card that stands in the way of a first one, if one does."""
        number = self.obstacle.card_number if self.obstacle else ""
        return next((card for card in self.cards if number and number.endswith(card.ending)), None)


@dataclass(frozen=True)
class SentLetter:
    """A letter, bill, card or image that was proved and so could be sent out."""

    at: dt.datetime
    output: str
    card_id: int
    ending: str


@dataclass(frozen=True)
class Customer:
    """A customer with all accounts of theirs."""

    identity: Identity
    phone: str
    email: str
    accounts: tuple[PersonAccount, ...]
    letters: tuple[SentLetter, ...]
    account_ids: tuple[int, ...] = field(repr=False)


def account_seen(seen: Reading, account_id: int) -> Row[Any]:
    """Return an account of the councils that are seen. Raises NotFound."""
    query = select(accounts).where(accounts.c.id == account_id, seen.covers(accounts.c.council_id))
    row = seen.connection.execute(query).first()
    if row is None:
        raise NotFound("customer", account_id)
    return row


def identity_of(row: Row[Any]) -> Identity:
    """Who an account's customer is."""
    address = " ".join(filter(None, (address_of(row), row.postcode)))
    return Identity(getattr(row, "account_id", None) or row.id, customer_name(row), address, row.customer_ref)


def customer_seen(seen: Reading, council: Council, account_id: int) -> Customer:
    """Return the customer of an account, that account first. Raises NotFound."""
    first = account_seen(seen, account_id)
    rows = _accounts_of(seen, first)
    ids = tuple(row.id for row in rows)
    held = _cards_of(seen, first.council_id, ids)
    waiting = _waiting(seen, first.council_id, ids)
    obstacles = _obstacles(seen, council, rows)
    shown = tuple(
        _account(row, council, held.get(row.id, ()), waiting.get(row.id, ()), obstacles.get(row.id))
        for row in rows
    )
    letters = _letters(seen, first.council_id, ids)
    phone = next((row.phone for row in rows if row.phone), "")
    email = next((row.email for row in rows if row.email), "")
    return Customer(identity_of(first), phone, email, shown, letters, ids)


def _accounts_of(seen: Reading, first: Row[Any]) -> Sequence[Row[Any]]:
    if not first.customer_ref:
        return [first]
    same = and_(
        accounts.c.council_id == first.council_id,
        accounts.c.customer_ref == first.customer_ref,
        accounts.c.customer_ref != "",
    )
    query = select(accounts).where(same).order_by(accounts.c.fund, accounts.c.reference)
    return sorted(seen.connection.execute(query), key=lambda row: row.id != first.id)


def _cards_of(seen: Reading, council_id: int, ids: Sequence[int]) -> dict[int, list[PersonCard]]:
    its = and_(card_ids.c.council_id == cards.c.council_id, card_ids.c.card_number == cards.c.card_number)
    former = cards_of_former_tenants(seen.connection, council_id)
    query: Select[Any] = (
        select(
            *(cards.c.account_id, card_ids.c.id, cards.c.card_number, cards.c.status, cards.c.issued_on),
            *(accounts.c.fund, accounts.c.reference),
        )
        .join(card_ids, its)
        .join(accounts, accounts.c.id == cards.c.account_id)
        .where(cards.c.council_id == council_id, cards.c.account_id.in_(ids))
        .order_by(cards.c.status != "active", card_ids.c.id.desc())
    )
    found: dict[int, list[PersonCard]] = {}
    for row in seen.connection.execute(query):
        card = PersonCard(
            *(row.id, row.card_number[-SHOWN_DIGITS:], row.status, row.issued_on),
            of_former=is_of_former_tenant(former, row, row.card_number, row.status),
        )
        found.setdefault(row.account_id, []).append(card)
    return found


def _waiting(seen: Reading, council_id: int, ids: Sequence[int]) -> dict[int, list[int]]:
    query = (
        select(card_requests.c.account_id, card_requests.c.number)
        .where(card_requests.c.council_id == council_id, card_requests.c.account_id.in_(ids))
        .where(card_requests.c.state.in_(OPEN_REQUEST), card_requests.c.card_number.is_(None))
        .order_by(card_requests.c.number)
    )
    found: dict[int, list[int]] = {}
    for account_id, number in seen.connection.execute(query):
        found.setdefault(account_id, []).append(number)
    return found


def _obstacles(seen: Reading, council: Council, rows: Sequence[Row[Any]]) -> dict[int, Obstacle]:
    """What stands in the way of a first card, by account; a fund without a scheme is left out."""
    wanted = [Wanted(row.id, holder="") for row in rows if council.card_scheme(row.fund) is not None]
    found = find_obstacles(seen.connection, council, wanted)
    return {wanted[place].account_id: obstacle for place, obstacle in found.items()}


def _account(
    row: Row[Any],
    council: Council,
    held: Sequence[PersonCard],
    waiting: Sequence[int],
    obstacle: Obstacle | None,
) -> PersonAccount:
    return PersonAccount(
        *(row.id, row.fund, row.reference, row.status, row.balance_pence),
        scheme=council.card_scheme(row.fund) is not None,
        cards=tuple(held),
        waiting=tuple(waiting),
        obstacle=obstacle,
    )


LETTERS_SHOWN = 20


def _letters(seen: Reading, council_id: int, ids: Sequence[int]) -> tuple[SentLetter, ...]:
    query = (
        select(card_proofs.c.proved_at, card_proofs.c.output, card_ids.c.id, card_ids.c.card_number)
        .select_from(cards)
        .join(
            card_proofs,
            and_(
                card_proofs.c.council_id == cards.c.council_id,
                card_proofs.c.card_number == cards.c.card_number,
            ),
        )
        .join(
            card_ids,
            and_(card_ids.c.council_id == cards.c.council_id, card_ids.c.card_number == cards.c.card_number),
        )
        .where(cards.c.council_id == council_id, cards.c.account_id.in_(ids))
        .order_by(card_proofs.c.proved_at.desc(), card_proofs.c.number.desc())
        .limit(LETTERS_SHOWN)
    )
    return tuple(
        SentLetter(row.proved_at, row.output, row.id, row.card_number[-SHOWN_DIGITS:])
        for row in seen.connection.execute(query)
    )
