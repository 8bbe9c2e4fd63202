"""Find a person's accounts and cards by any part of what is known: name, address, reference, card number."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    false,
    func,
    literal_column,
    or_,
    select,
)

from paycards.access.reading import Reading
from paycards.cards.account import customer_name
from paycards.cards.last_request import last_holder
from paycards.cards.which import digits_of, ends_with, of_customer
from paycards.errors import Invalid
from paycards.issue.card_number import SHOWN_DIGITS
from paycards.store.folding import MOST, fold
from paycards.store.part_of import part_of
from paycards.store.tables.accounts import BARE_POSTCODE, accounts, cards
from paycards.store.tables.councils import councils

SHOWN = 200  # of what was found: more is no answer to a person
MOST_WORDS = 50  # each is a question of its own to the database
ANYWHERE = 6  # digits of a card number that may stand in its middle; fewer are its last ones
POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][a-z0-9]?)\s+([0-9][a-z]{2})\b", re.IGNORECASE)


@dataclass(frozen=True)
class FoundCard:
    """A card with its account; `card_number`, `status` and `holder` are empty where the account has none.

    `address` is what the account says, on one line, without the postcode. `holder` is the name that was
    to be printed on the card, empty for a card that was never asked for here.
    """

    council: str
    fund: str
    reference: str
    account_status: str
    customer_ref: str
    name: str
    address: str
    postcode: str
    card_number: str
    status: str
    holder: str
    issued_on: dt.date | None


@dataclass(frozen=True)
class Search:
    """What a person knows; each that is given must fit.

    Each word of `text`, in any order, is some part of the name, address, postcode or reference, or digits
    of a card number: its last ones, or from ANYWHERE digits on any. `surname` is the beginning of one.
    Accents, apostrophes, hyphens, spaces and case do not matter.
    """

    text: str = ""
    surname: str = ""
    postcode: str = ""
    customer_ref: str = ""


def found_cards(seen: Reading, search: Search) -> list[FoundCard]:
    """Return accounts with their cards, by council, surname, forenames, address, postcode and reference.

    At most SHOWN and one: that one tells that there are more. Raises Invalid when nothing is searched for,
    or more than MOST_WORDS.
    """
    words = words_of(search.text)
    if len(words) > MOST_WORDS:
        raise Invalid("text", f"Say what to look for in {MOST_WORDS} words or fewer.")
    conditions = [
        *map(known_by, words),
        *([_surname(search.surname)] if fold(search.surname) else []),
        *([_postcode(search.postcode)] if search.postcode.strip() else []),
        *([of_customer(seen, search.customer_ref.strip())] if search.customer_ref.strip() else []),
    ]
    if not conditions:
        raise Invalid("text", "Say what to look for: a name, an address, a reference or a number.")
    query = _found(and_(*conditions, seen.covers(accounts.c.council_id)))
    return [_as_found(row) for row in seen.connection.execute(query)]


def words_of(text: str) -> list[str]:
    """Split what was typed into folded words; a postcode is one word, and so is a number in groups.

    >>> words_of("o'brien NV1 2AB"), words_of("9826 9999 0000"), words_of("Smith,John")
    (['obrien', 'nv12ab'], ['982699990000'], ['smith', 'john'])
    """
    number = digits_of(text)
    if number:
        return [number]
    words = POSTCODE.sub(r"\1\2", re.sub("[,;]", " ", text)).split()
    return list(dict.fromkeys(filter(None, map(fold, words))))


def known_by(word: str) -> ColumnElement[bool]:
    """Whether a folded word is part of what an account is found by, or of a number of one of its cards."""
    if len(word) > MOST:
        return false()
    of_account: ColumnElement[bool] = part_of(accounts.c.found_by, word)
    if not (word.isascii() and word.isdigit()) or len(word) < SHOWN_DIGITS:
        return of_account
    fits = cards.c.card_number.contains(word) if len(word) >= ANYWHERE else ends_with(word)
    return or_(of_account, accounts.c.id.in_(select(cards.c.account_id).where(fits)))


def _surname(text: str) -> ColumnElement[bool]:
    """Whether the surname, which is the first of what an account is found by, begins so."""
    return accounts.c.found_by.startswith(fold(text), autoescape=True)


def _postcode(text: str) -> ColumnElement[bool]:
    """Whether the postcode is this one: by the id, else SQLite would read all accounts in their order."""
    bare = "".join(text.split()).upper()
    its = select(accounts.c.id).where(literal_column(BARE_POSTCODE) == bare)
    return accounts.c.id.in_(its.correlate(None))


_NAME = (accounts.c.title, accounts.c.forenames, accounts.c.surname)
_ADDRESS = (accounts.c.address_1, accounts.c.address_2, accounts.c.address_3, accounts.c.town)


def _found(condition: ColumnElement[bool]) -> Select[Any]:
    """Select the first accounts in order, each with its cards: what is shown is looked up for these only."""
    order = (accounts.c.council_id, accounts.c.found_by, accounts.c.id)  # as the index has them
    first = select(accounts.c.id).where(condition).order_by(*order).limit(SHOWN + 1)
    return (
        select(
            councils.c.code.label("council"),
            accounts.c.fund,
            accounts.c.reference,
            accounts.c.status.label("account_status"),
            accounts.c.customer_ref,
            *(*_NAME, *_ADDRESS),
            accounts.c.postcode,
            func.coalesce(cards.c.card_number, "").label("card_number"),
            func.coalesce(cards.c.status, "").label("status"),
            func.coalesce(last_holder(), "").label("holder"),
            cards.c.issued_on,
        )
        .select_from(accounts)
        .join(councils, councils.c.id == accounts.c.council_id)
        .outerjoin(cards, cards.c.account_id == accounts.c.id)
        .where(accounts.c.id.in_(first))
        .order_by(*order, cards.c.card_number)
        .limit(SHOWN + 1)
    )


def _as_found(row: Row[Any]) -> FoundCard:
    values = dict(row._mapping)
    for part in (*_NAME, *_ADDRESS):
        del values[part.name]
    return FoundCard(name=customer_name(row), address=address_of(row), **values)


def address_of(row: Row[Any]) -> str:
    """The address of an account's customer on one line, without the postcode."""
    return ", ".join(part for part in (row.address_1, row.address_2, row.address_3, row.town) if part)
