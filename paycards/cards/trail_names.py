"""How the trail names a card: by its account and as many last digits as tell it from the others there.

A whole card number stands in no trail, yet a replay must find the card again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, tuple_

from paycards.errors import Corrupt
from paycards.issue.card_number import SHOWN_DIGITS
from paycards.store.tables.accounts import accounts, cards


@dataclass(frozen=True)
class TrailName:
    """A card without its number."""

    fund: str
    reference: str
    ending: str


def shortest_ending(card_number: str, others: Iterable[str]) -> str:
    """Return the last digits that no other number ends with, four at least.

    >>> shortest_ending("9826999926000000107", ["9826999926000000289"])
    '0107'
    >>> shortest_ending("9826999926000000107", ["9826999926123450107"])
    '00107'
    """
    others = [other for other in others if other != card_number]
    for digits in range(SHOWN_DIGITS, len(card_number)):
        if not any(other.endswith(card_number[-digits:]) for other in others):
            return card_number[-digits:]
    return card_number


def trail_names(connection: Connection, council_id: int, card_numbers: Sequence[str]) -> dict[str, TrailName]:
    """Return the name of each of these cards, by number."""
    holding = (
        select(cards.c.account_id)
        .where(cards.c.council_id == council_id, cards.c.card_number.in_(card_numbers))
        .distinct()
    )
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    query = (
        select(accounts.c.fund, accounts.c.reference, cards.c.card_number)
        .join(accounts, accounts.c.id == cards.c.account_id)
        .where(cards.c.council_id == council_id, cards.c.account_id.in_(holding))
    )
    for fund, reference, number in connection.execute(query):
        held[fund, reference].append(number)
    wanted = set(card_numbers)
    return {
        number: TrailName(*account, shortest_ending(number, numbers))
        for account, numbers in held.items()
        for number in numbers
        if number in wanted
    }


def numbers_of(connection: Connection, council_id: int, names: Sequence[TrailName]) -> dict[TrailName, str]:
    """Find the numbers of named cards again. Raises Corrupt unless each name is exactly one card's."""
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    holding = {(name.fund, name.reference) for name in names}
    query = (
        select(accounts.c.fund, accounts.c.reference, cards.c.card_number)
        .join(accounts, accounts.c.id == cards.c.account_id)
        .where(cards.c.council_id == council_id)
        .where(tuple_(accounts.c.fund, accounts.c.reference).in_(holding))
    )
    for fund, reference, number in connection.execute(query):
        held[fund, reference].append(number)
    return {name: _the_one(name, held[name.fund, name.reference]) for name in names}


def _the_one(name: TrailName, numbers: Iterable[str]) -> str:
    found = [number for number in numbers if number.endswith(name.ending)]
    if len(found) != 1:
        raise Corrupt(f"the {name.fund} account {name.reference} has no one card ending {name.ending}")
    return found[0]
