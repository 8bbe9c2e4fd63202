"""Find customers as a page shows them: one row a customer, with what fits in it marked, and why it fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, select

from paycards.access.reading import Reading
from paycards.cards.account import customer_name
from paycards.cards.finding import address_of, known_by, words_of
from paycards.cards.matched import Pieces, is_marked, marked
from paycards.issue.card_number import SHOWN_DIGITS
from paycards.store.tables.accounts import accounts, cards

SHOWN = 20  # customers: who has more says more of what is known
LEAST = 2  # characters that mean anything


@dataclass(frozen=True)
class FoundCardState:
    """A card of a customer who was found: its last digits, its state, and whether it was searched for."""

    ending: str
    status: str
    fits: bool


@dataclass(frozen=True)
class FoundPerson:
    """A customer who was found; `id` is an account's. `why` says in words what fits."""

    id: int
    name: Pieces
    address: Pieces
    accounts: tuple[tuple[str, Pieces, str], ...]  # fund, reference, state
    cards: tuple[FoundCardState, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class FoundPeople:
    """Who was found, in order of their names. `is_all` is false where there are more than are shown."""

    text: str
    people: tuple[FoundPerson, ...]
    is_all: bool
    searched: bool = True


def found_people(seen: Reading, text: str) -> FoundPeople:
    """Return the customers whom all words of the text fit, at most SHOWN."""
    words = words_of(text)
    if sum(map(len, words)) < LEAST:
        return FoundPeople(text.strip(), (), is_all=True, searched=False)
    rows = _accounts(seen, words)
    shown = rows[:SHOWN]
    held = _cards(seen, [row.id for row in shown])
    people = _by_customer(shown)
    found = tuple(
        _person(group, [card for row in group for card in held.get(row.id, ())], words) for group in people
    )
    return FoundPeople(text.strip(), found, is_all=len(rows) <= SHOWN)


def _accounts(seen: Reading, words: Sequence[str]) -> Sequence[Row[Any]]:
    order = (accounts.c.council_id, accounts.c.found_by, accounts.c.id)  # as the index has them
    fits = and_(*map(known_by, words), seen.covers(accounts.c.council_id))
    first = select(accounts.c.id).where(fits).order_by(*order).limit(SHOWN + 1)
    return seen.connection.execute(select(accounts).where(accounts.c.id.in_(first)).order_by(*order)).all()


def _cards(seen: Reading, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    query: Select[Any] = select(cards.c.account_id, cards.c.card_number, cards.c.status)
    found: dict[int, list[Row[Any]]] = {}
    for row in seen.connection.execute(
        query.where(cards.c.account_id.in_(ids)).order_by(cards.c.card_number)
    ):
        found.setdefault(row.account_id, []).append(row)
    return found


def _by_customer(rows: Iterable[Row[Any]]) -> list[list[Row[Any]]]:
    """The accounts of each customer together, customers in the order of their first account."""
    groups: dict[object, list[Row[Any]]] = {}
    for row in rows:
        key = (row.council_id, row.customer_ref) if row.customer_ref else row.id
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _person(group: Sequence[Row[Any]], held: Sequence[Row[Any]], words: Sequence[str]) -> FoundPerson:
    first = group[0]
    name = marked(customer_name(first), words)
    where = " ".join(filter(None, (address_of(first), first.postcode)))
    address = marked(where, words)
    references = tuple((row.fund, marked(row.reference, words), row.status) for row in group)
    states = tuple(
        FoundCardState(card.card_number[-SHOWN_DIGITS:], card.status, _is_meant(card.card_number, words))
        for card in held
    )
    said = (
        ("name", is_marked(name)),
        ("address", is_marked(address)),
        ("reference", any(is_marked(reference) for _, reference, _ in references)),
        ("card number", any(state.fits for state in states)),
    )
    why = tuple(what for what, fits in said if fits) or ("name and address together",)
    return FoundPerson(first.id, name, address, references, states, why)


def _is_meant(card_number: str, words: Sequence[str]) -> bool:
    return any(len(word) >= SHOWN_DIGITS and word.isdigit() and word in card_number for word in words)
