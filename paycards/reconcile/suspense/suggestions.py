"""Suggest accounts for a suspense item: evidence for a person, never a rule.

Each suggestion says why. What the amount is, and whose name is on it, is no evidence.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal, select

from paycards.reconcile.payments.references import match_form, normalised_form
from paycards.reconcile.payments.rules import SHORTEST_CARD_NUMBER
from paycards.store.tables import accounts, cards

MOST = 10
NAME = ("title", "forenames", "surname")
ADDRESS = ("address_1", "address_2", "address_3", "town", "postcode")
SHORT_NUMBER_AT, SHORT_NUMBER_LENGTH = 12, 6  # allpay's short card number: digits 12 to 17
SHORTEST_PREFIX = 6  # a shorter beginning fits too many accounts


@dataclass(frozen=True)
class Suggestion:
    """An account to consider, whose it is, and every reason why, the strongest first."""

    fund: str
    reference: str
    status: str
    reasons: tuple[str, ...]
    holder: str
    address: str  # with the postcode


@dataclass(frozen=True)
class Clue:
    """One kind of evidence: the reason it shows, and the accounts of a council that it points to."""

    reason: str
    points_to: Callable[[Row[Any]], ColumnElement[bool] | None]  # None: the line has nothing of the kind


def suggestions(connection: Connection, item: Row[Any]) -> list[Suggestion]:
    """Return at most 10 accounts for an item of `find_item`, by their strongest clue."""
    found: dict[int, tuple[Row[Any], list[str]]] = {}
    for clue in CLUES:
        condition = clue.points_to(item)
        if condition is not None:
            for account in connection.execute(_accounts(item.council_id, condition)):
                found.setdefault(account.id, (account, []))[1].append(clue.reason)
    return [_suggestion(account, reasons) for account, reasons in list(found.values())[:MOST]]


def _suggestion(account: Row[Any], reasons: list[str]) -> Suggestion:
    return Suggestion(
        fund=account.fund,
        reference=account.reference,
        status=account.status,
        reasons=tuple(reasons),
        holder=" ".join(filter(None, (account._mapping[name] for name in NAME))),
        address=", ".join(filter(None, (account._mapping[name] for name in ADDRESS))),
    )


def _accounts(council_id: int, condition: ColumnElement[bool]) -> Select[Any]:
    """Select the first accounts that a clue points to: a clue that fits many is a weak one."""
    return (
        select(accounts.c.id, accounts.c.fund, accounts.c.reference, accounts.c.status)
        .add_columns(*(accounts.c[name] for name in (*NAME, *ADDRESS)))
        .where(accounts.c.council_id == council_id, condition)
        .order_by(accounts.c.match_reference, accounts.c.fund)
        .limit(MOST)
    )


def _by_card(item: Row[Any]) -> ColumnElement[bool] | None:
    return _holds(item, cards.c.card_number == item.card_number) if _is_full(item) else None


def _by_reference(item: Row[Any]) -> ColumnElement[bool] | None:
    form = match_form(item.client_reference)
    return accounts.c.match_reference == form if form else None


def _by_other_form(item: Row[Any]) -> ColumnElement[bool] | None:
    form = normalised_form(item.client_reference)
    if not form:
        return None
    written_alike = accounts.c.match_reference == match_form(item.client_reference)
    return (accounts.c.normalised_reference == form) & ~written_alike


def _by_card_one_edit_away(item: Row[Any]) -> ColumnElement[bool] | None:
    if not _is_full(item):
        return None
    return _holds(item, cards.c.card_number.in_(one_edit_away(item.card_number, string.digits)))


def _by_reference_one_edit_away(item: Row[Any]) -> ColumnElement[bool] | None:
    form = normalised_form(item.client_reference)
    if len(form) < SHORTEST_PREFIX:
        return None
    return accounts.c.normalised_reference.in_(one_edit_away(form, string.digits + string.ascii_uppercase))


def _by_beginning(item: Row[Any]) -> ColumnElement[bool] | None:
    """The reference was cut short, or something was written after it."""
    form = normalised_form(item.client_reference)
    if len(form) < SHORTEST_PREFIX:
        return None
    beginnings = [form[:length] for length in range(SHORTEST_PREFIX, len(form))]
    longer = accounts.c.normalised_reference.startswith(form, autoescape=True)
    return (longer & (accounts.c.normalised_reference != form)) | accounts.c.normalised_reference.in_(
        beginnings
    )


def _by_short_number(item: Row[Any]) -> ColumnElement[bool] | None:
    if not _is_short(item):
        return None
    short = func.substr(cards.c.card_number, SHORT_NUMBER_AT, SHORT_NUMBER_LENGTH)
    return _holds(item, short == item.card_number)


def _by_last_six(item: Row[Any]) -> ColumnElement[bool] | None:
    if not _is_short(item):
        return None
    last = func.substr(
        cards.c.card_number, func.length(cards.c.card_number) - literal(SHORT_NUMBER_LENGTH - 1)
    )
    return _holds(item, last == item.card_number)


CLUES = (
    Clue("the card is this account's", _by_card),
    Clue("the reference is this account's", _by_reference),
    Clue("the same reference without spaces, / and -", _by_other_form),
    Clue("a card of this account differs in one digit", _by_card_one_edit_away),
    Clue("its reference differs in one character", _by_reference_one_edit_away),
    Clue("one reference begins with the other", _by_beginning),
    Clue("digits 12 to 17 of a card of this account are the short card number", _by_short_number),
    Clue("the last six digits of a card of this account are the short card number", _by_last_six),
)


def one_edit_away(text: str, alphabet: Collection[str]) -> set[str]:
    """Return every text with one character changed, left out, put in, or swapped with the next.

    >>> sorted(one_edit_away("12", "12"))
    ['1', '11', '112', '121', '122', '2', '21', '212', '22']
    """
    cuts = [(text[:place], text[place:]) for place in range(len(text) + 1)]
    found = {head + tail[1:] for head, tail in cuts if tail}
    found |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in alphabet}
    found |= {head + letter + tail for head, tail in cuts for letter in alphabet}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    return found - {text}


def _holds(item: Row[Any], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    of_council = select(cards.c.account_id).where(cards.c.council_id == item.council_id, condition)
    return accounts.c.id.in_(of_council)


def _is_full(item: Row[Any]) -> bool:
    return len(item.card_number) >= SHORTEST_CARD_NUMBER


def _is_short(item: Row[Any]) -> bool:
    return len(item.card_number) == SHORT_NUMBER_LENGTH
