"""Find cards by what a person knows: a number or its last digits, a reference, a surname, a postcode."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from paycards.access.visit import Reading
from paycards.cards.account import customer_name
from paycards.cards.which import digits_of
from paycards.errors import Invalid
from paycards.issue.card_number import SHORTEST, SHOWN_DIGITS
from paycards.reconcile.payments.references import match_form
from paycards.store.tables import accounts, cards, councils

SHOWN = 200  # of what was found: more is no answer to a person


@dataclass(frozen=True)
class FoundCard:
    """A card with its account; `card_number` and `status` are empty where the account has none."""

    council: str
    fund: str
    reference: str
    account_status: str
    customer_ref: str
    name: str
    postcode: str
    card_number: str
    status: str
    issued_on: dt.date | None


@dataclass(frozen=True)
class Search:
    """What a person knows; each that is given must fit.

    `text` is a card number or its last digits, an account reference, a customer reference, the beginning
    of a surname, or a postcode.
    """

    text: str = ""
    surname: str = ""
    postcode: str = ""
    customer_ref: str = ""


def found_cards(seen: Reading, search: Search) -> list[FoundCard]:
    """Return at most SHOWN accounts with their cards. Raises Invalid when nothing is searched for."""
    conditions = [
        *([_anything(search.text)] if search.text.strip() else []),
        *([_begins(accounts.c.surname, search.surname)] if search.surname.strip() else []),
        *([_postcode(search.postcode)] if search.postcode.strip() else []),
        *([accounts.c.customer_ref == search.customer_ref.strip()] if search.customer_ref.strip() else []),
    ]
    if not conditions:
        raise Invalid("text", "Say what to look for: a number, a reference, a surname or a postcode.")
    query = _FOUND.where(*conditions, seen.covers(accounts.c.council_id)).limit(SHOWN)
    return [_as_found(row) for row in seen.connection.execute(query)]


def _anything(text: str) -> ColumnElement[bool]:
    text = text.strip()
    fits = [
        accounts.c.match_reference == match_form(text),
        accounts.c.customer_ref == text,
        _begins(accounts.c.surname, text),
        _postcode(text),
    ]
    digits = digits_of(text)
    if len(digits) >= SHORTEST:
        fits.append(cards.c.card_number == digits)
    elif len(digits) >= SHOWN_DIGITS:
        fits.append(cards.c.card_number.endswith(digits, autoescape=True))
    return or_(*fits)


def _begins(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return func.upper(column).startswith(text.strip().upper(), autoescape=True)


def _postcode(text: str) -> ColumnElement[bool]:
    bare = text.replace(" ", "").upper()
    return func.replace(func.upper(accounts.c.postcode), " ", "") == bare


_NAME = (accounts.c.title, accounts.c.forenames, accounts.c.surname)

_FOUND: Select[Any] = (
    select(
        councils.c.code.label("council"),
        accounts.c.fund,
        accounts.c.reference,
        accounts.c.status.label("account_status"),
        accounts.c.customer_ref,
        *_NAME,
        accounts.c.postcode,
        func.coalesce(cards.c.card_number, "").label("card_number"),
        func.coalesce(cards.c.status, "").label("status"),
        cards.c.issued_on,
    )
    .select_from(accounts)
    .join(councils, councils.c.id == accounts.c.council_id)
    .outerjoin(cards, cards.c.account_id == accounts.c.id)
    .order_by(councils.c.code, accounts.c.surname, accounts.c.reference, accounts.c.fund, cards.c.card_number)
)


def _as_found(row: Row[Any]) -> FoundCard:
    values = dict(row._mapping)
    name = customer_name(row)
    for part in _NAME:
        del values[part.name]
    return FoundCard(name=name, **values)
