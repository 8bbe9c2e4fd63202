"""The number by which an address names a card."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.access.reading import Reading
from paycards.errors import NotFound
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.councils import councils
from paycards.store.tables.desk import card_ids


def id_of_card(connection: Connection, council_id: int, card_number: str) -> int:
    """Return the number of a card."""
    query = select(card_ids.c.id).where(
        card_ids.c.council_id == council_id, card_ids.c.card_number == card_number
    )
    return int(connection.execute(query).scalar_one())


def card_of_id(seen: Reading, card_id: int) -> Row[Any]:
    """Return the card of a number, with what its account says and its council's code. Raises NotFound."""
    query = (
        select(
            *(card_ids.c.id, cards, councils.c.code.label("council")),
            *(accounts.c[name] for name in ("fund", "reference", "title", "forenames", "surname")),
            *(accounts.c[name] for name in ("address_1", "address_2", "address_3", "town", "postcode")),
            accounts.c.customer_ref,
        )
        .select_from(card_ids)
        .join(
            cards,
            (cards.c.council_id == card_ids.c.council_id) & (cards.c.card_number == card_ids.c.card_number),
        )
        .join(accounts, accounts.c.id == cards.c.account_id)
        .join(councils, councils.c.id == cards.c.council_id)
        .where(card_ids.c.id == card_id, seen.covers(card_ids.c.council_id))
    )
    row = seen.connection.execute(query).first()
    if row is None:
        raise NotFound("card", card_id)
    return row
