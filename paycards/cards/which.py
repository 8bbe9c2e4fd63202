"""Which card or account a person means: by number or last digits, or by fund and reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from unicodedata import category

from sqlalchemy import ColumnElement, Row, Select, and_, literal_column, select

from paycards.access.reading import Reading
from paycards.errors import Invalid, NotFound, UsageError
from paycards.issue.card_life import LIVE, OPEN_REQUEST, OUT_OF_HAND
from paycards.issue.card_number import LONGEST, SHORTEST, SHOWN_DIGITS, compact, ending
from paycards.reconcile.payments.references import match_form
from paycards.store.constant import constant
from paycards.store.tables.accounts import LAST_FOUR, accounts, cards
from paycards.store.tables.card_life import card_requests
from paycards.store.tables.councils import councils


@dataclass(frozen=True)
class CardOrAccount:
    """How a person says which. `card` is a number or its last digits; each may be empty."""

    card: str = ""
    fund: str = ""
    account: str = ""


def account_meant(seen: Reading, which: CardOrAccount) -> Row[Any]:
    """Return the one account of this reference, with its council's code. Raises UsageError."""
    reference = match_form(which.account)
    if not reference:
        raise Invalid("account", "Say which account: its fund and reference.", code="account_not_given")
    named = seen.connection.execute(_within(seen, _ACCOUNTS, which))
    # Sorted here: SQLite would read a whole council in this order, rather than look up the reference.
    found = sorted(named, key=lambda row: (row.council_id, row.fund))
    if not found:
        raise NotFound("account", " ".join(filter(None, (_only(seen), which.fund, reference))))
    if len(found) > 1:
        choices = ", ".join(f"{row.council} {row.fund}" for row in found)
        raise UsageError(
            f"More than one account is {reference}: give council and fund, one of {choices}.",
            code="ambiguous_account",
            reference=reference,
            choices=choices,
        )
    return found[0]


def _only(seen: Reading) -> str:
    """The council that a person narrowed the view to, if they did."""
    return "" if seen.every or len(seen.councils) > 1 else next(iter(seen.councils), "")


USUALLY = (LIVE, OUT_OF_HAND)
TO_REINSTATE = (OUT_OF_HAND, ("cancelled",))


def card_meant(
    seen: Reading, which: CardOrAccount, likely: tuple[tuple[str, ...], ...] = USUALLY
) -> Row[Any]:
    """Return the one card that a person means, with its council's code. Raises UsageError.

    Without digits it is the account's card, if it has just one, or just one in the first of the
    likely groups of states that any of its cards is in.
    """
    if which.account.strip():
        query = _CARDS.where(cards.c.account_id == account_meant(seen, which).id)
    elif which.card.strip():
        query = _CARDS
    else:
        raise Invalid(
            "card", "Say which card: its number or last digits, or its account.", code="card_not_given"
        )
    if which.card.strip():
        query = query.where(_named(which.card), seen.owns(cards.c.council_id))
    found = seen.connection.execute(_within(seen, query, which)).all()
    return _the_one(which, list(found), likely)


def request_meant(seen: Reading, number: int) -> tuple[int, str]:
    """Return id and code of the council that has a request of this number open. Raises UsageError."""
    query = (
        select(councils.c.id, councils.c.code)
        .join(card_requests, card_requests.c.council_id == councils.c.id)
        .where(card_requests.c.number == number, card_requests.c.state.in_(OPEN_REQUEST))
        .where(seen.covers(councils.c.id))
        .order_by(councils.c.code)
    )
    found = seen.connection.execute(query).all()
    if not found:
        raise NotFound("open request", number)
    if len(found) > 1:
        choices = ", ".join(row.code for row in found)
        raise UsageError(
            f"More than one council has a request {number}: say which, one of {choices}.",
            code="ambiguous_request",
            number=number,
            choices=choices,
        )
    return found[0].id, found[0].code


def of_customer(seen: Reading, customer_ref: str) -> ColumnElement[bool]:
    """Whether an account is this customer's: that the reference is not empty names the rows of its index.

    By the id, so that no database reads the accounts in the order of another index instead.
    """
    its = accounts.alias("its_own")
    ref = its.c.customer_ref
    query = select(its.c.id).where(seen.owns(its.c.council_id), ref == customer_ref, ref != constant(""))
    return accounts.c.id.in_(query)


def digits_of(text: str) -> str:
    """Return what a person typed or pasted as the digits of a card number; empty if it is none.

    Spaces of any width do not matter, nor does what nobody sees and a page or a message brings along.
    """
    digits = compact("".join(each for each in text if not each.isspace() and category(each) != "Cf"))
    return digits if digits.isascii() and digits.isdigit() else ""


def ends_with(digits: str) -> ColumnElement[bool]:
    """Whether the number of a card ends with these: the index of the last four names the few that may."""
    last_four = literal_column(LAST_FOUR) == digits[-SHOWN_DIGITS:]
    return and_(last_four, cards.c.card_number.endswith(digits))


def _named(text: str) -> ColumnElement[bool]:
    digits = digits_of(text)
    if not SHOWN_DIGITS <= len(digits) <= LONGEST:
        raise Invalid("card", f"A card is named by its number or at least its last {SHOWN_DIGITS} digits.")
    if len(digits) >= SHORTEST:
        return cards.c.card_number == digits
    # By their numbers, so that SQLite does not read the cards of a council from end to end instead.
    return cards.c.card_number.in_(select(cards.c.card_number).where(ends_with(digits)).correlate(None))


def _the_one(which: CardOrAccount, found: list[Row[Any]], likely: tuple[tuple[str, ...], ...]) -> Row[Any]:
    digits = digits_of(which.card)
    described = ending(digits) if digits else f"of account {match_form(which.account)}"
    if not found:
        raise NotFound("card", described)
    if len(found) > 1 and not digits:
        groups = ([card for card in found if card.status in states] for states in likely)
        nearest = next(filter(None, groups), found)
        found = nearest if len(nearest) == 1 else found
    if len(found) > 1:
        raise _ambiguous(described, found)
    return found[0]


def _ambiguous(described: str, found: list[Row[Any]]) -> UsageError:
    choices = ", ".join(
        f"{ending(card.card_number)} ({card.council} {card.fund} {card.reference}, {card.status})"
        for card in found[:5]
    )
    return UsageError(
        f"There is more than one card {described}: give more digits, or the account; {choices}.",
        code="ambiguous_card",
        which=described,
        choices=choices,
    )


def _within(seen: Reading, query: Select[Any], which: CardOrAccount) -> Select[Any]:
    query = query.where(seen.owns(accounts.c.council_id))
    if which.account.strip():
        query = query.where(accounts.c.match_reference == match_form(which.account))
    if which.fund:
        query = query.where(accounts.c.fund == which.fund)
    return query


_ACCOUNTS: Select[Any] = select(accounts, councils.c.code.label("council")).join(
    councils, councils.c.id == accounts.c.council_id
)

_CARDS: Select[Any] = (
    select(
        cards,
        councils.c.code.label("council"),
        *(accounts.c[name] for name in ("fund", "reference", "title", "forenames", "surname")),
    )
    .select_from(cards)
    .join(accounts, accounts.c.id == cards.c.account_id)
    .join(councils, councils.c.id == cards.c.council_id)
    .order_by(cards.c.council_id, cards.c.card_number)
)
