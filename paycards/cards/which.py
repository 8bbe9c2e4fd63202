"""Which card or account a person means: by number or last digits, or by fund and reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from paycards.access.visit import Visit
from paycards.cards.obstacles import SHOWN_DIGITS, ending
from paycards.errors import UsageError
from paycards.issue.card_life import LIVE, OPEN_REQUEST
from paycards.issue.card_number import LONGEST, SHORTEST, compact
from paycards.jobs.asked import council_named
from paycards.reconcile.payments.references import match_form
from paycards.settings import Council
from paycards.store.tables import accounts, card_requests, cards, councils


@dataclass(frozen=True)
class Named:
    """What a person said. `card` is a number or its last digits; each may be empty."""

    card: str = ""
    fund: str = ""
    account: str = ""
    council: str = ""


def council_of(visit: Visit, code: str) -> Council:
    """Return a council of the settings. Raises UsageError when it has left them."""
    for council in visit.settings.councils:
        if council.code == code:
            return council
    raise UsageError(f"The settings have no council {code} any more.")


def account_meant(connection: Connection, named: Named) -> Row[Any]:
    """Return the one account of this reference, with its council's code. Raises UsageError."""
    if not named.account.strip():
        raise UsageError("Say which account it is for: --fund and --account.")
    query = _ACCOUNTS.where(accounts.c.match_reference == match_form(named.account))
    found = connection.execute(_within(connection, query, named)).all()
    shown = match_form(named.account)
    if not found:
        whose = f"{named.council} has" if named.council else "There is"
        raise UsageError(f"{whose} no {named.fund + ' ' if named.fund else ''}account {shown}.")
    if len(found) > 1:
        which = ", ".join(f"{row.council} {row.fund}" for row in found)
        raise UsageError(f"More than one account is {shown}: say --council and --fund, one of {which}.")
    return found[0]


def card_meant(connection: Connection, named: Named) -> Row[Any]:
    """Return the one card that a person means, with its council's code. Raises UsageError.

    Without digits it is the account's card, if it has just one, or just one that is live.
    """
    query = _CARDS
    if named.account.strip():
        query = query.where(cards.c.account_id == account_meant(connection, named).id)
    elif not named.card.strip():
        raise UsageError("Say which card: its number or last digits, or --fund and --account.")
    if named.card.strip():
        query = query.where(_ends_with(named.card))
    found = connection.execute(_within(connection, query, named)).all()
    return _the_one(named, list(found))


def request_meant(connection: Connection, number: int, council: str = "") -> tuple[int, str]:
    """Return id and code of the council that has a request of this number open. Raises UsageError."""
    query = (
        select(councils.c.id, councils.c.code)
        .join(card_requests, card_requests.c.council_id == councils.c.id)
        .where(card_requests.c.number == number, card_requests.c.state.in_(OPEN_REQUEST))
        .order_by(councils.c.code)
    )
    if council:
        query = query.where(councils.c.id == council_named(connection, council))
    found = connection.execute(query).all()
    if not found:
        raise UsageError(f"No request {number} is open: `paycards cards orders list` shows those that are.")
    if len(found) > 1:
        codes = ", ".join(row.code for row in found)
        raise UsageError(f"More than one council has a request {number}: say which with --council, {codes}.")
    return found[0].id, found[0].code


def digits_of(text: str) -> str:
    """Return what a person typed as the digits of a card number; empty if it is none."""
    digits = compact(text.strip())
    return digits if digits.isascii() and digits.isdigit() else ""


def _ends_with(text: str) -> Any:
    digits = digits_of(text)
    if not SHOWN_DIGITS <= len(digits) <= LONGEST:
        raise UsageError(f"A card is named by its number or at least its last {SHOWN_DIGITS} digits.")
    if len(digits) >= SHORTEST:
        return cards.c.card_number == digits
    return cards.c.card_number.endswith(digits, autoescape=True)


def _the_one(named: Named, found: list[Row[Any]]) -> Row[Any]:
    digits = digits_of(named.card)
    which = f"card {ending(digits)}" if digits else f"card of account {match_form(named.account)}"
    if not found:
        raise UsageError(f"There is no {which}: `paycards cards find` looks for it.")
    if len(found) > 1 and not digits:
        live = [card for card in found if card.status in LIVE]
        found = live if len(live) == 1 else found
    if len(found) > 1:
        shown = ", ".join(
            f"{ending(card.card_number)} ({card.council} {card.fund} {card.reference}, {card.status})"
            for card in found[:5]
        )
        raise UsageError(f"There is more than one {which}: give more digits, or --account; {shown}.")
    return found[0]


def _within(connection: Connection, query: Select[Any], named: Named) -> Select[Any]:
    if named.fund:
        query = query.where(accounts.c.fund == named.fund)
    if named.council:
        query = query.where(accounts.c.council_id == council_named(connection, named.council))
    return query


_ACCOUNTS: Select[Any] = (
    select(accounts, councils.c.code.label("council"))
    .join(councils, councils.c.id == accounts.c.council_id)
    .order_by(accounts.c.council_id, accounts.c.fund)
)

_CARDS: Select[Any] = (
    select(
        cards,
        councils.c.code.label("council"),
        accounts.c.fund,
        accounts.c.reference,
        accounts.c.title,
        accounts.c.forenames,
        accounts.c.surname,
    )
    .select_from(cards)
    .join(accounts, accounts.c.id == cards.c.account_id)
    .join(councils, councils.c.id == cards.c.council_id)
    .order_by(cards.c.council_id, cards.c.card_number)
)
