"""The links of some sample customers to their cards, and what each is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.card_links import letter_links
from paycards.cards.link_maker import link_maker
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.customers import card_links

SHOWN = 3


@dataclass(frozen=True)
class DemoCustomer:
    """A customer's link, the postcode that opens it, and the card that it shows."""

    link: str
    second_fact: str
    card_number: str


def some_customers(visit: Visit, council: str, most: int = SHOWN) -> list[DemoCustomer]:
    """The first few customers of a council whose letters bear a link."""
    maker = link_maker(visit.settings.web)
    with visit.reading(council, may=Permission.SEE_WHOLE_CARD_NUMBERS) as seen:
        council_id = seen.council(council)
        postcodes = {
            row.card_number: row.postcode for row in seen.connection.execute(_linked(council_id).limit(most))
        }
        links = letter_links(seen.connection, maker, council_id, postcodes)
    return [
        DemoCustomer(links[number].link.url("en"), postcode, number) for number, postcode in postcodes.items()
    ]


def _linked(council_id: int) -> Select[tuple[str, str]]:
    return (
        select(card_links.c.card_number, accounts.c.postcode)
        .join(
            cards,
            (cards.c.council_id == card_links.c.council_id)
            & (cards.c.card_number == card_links.c.card_number),
        )
        .join(accounts, accounts.c.id == cards.c.account_id)
        .where(card_links.c.council_id == council_id, card_links.c.ended == "", cards.c.status == "active")
        .order_by(card_links.c.card_number)
    )
