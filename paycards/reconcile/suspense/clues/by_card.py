"""What the card number says: whose card it is or was, but for a slip, or by its short number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, literal_column, select

from paycards.reconcile.suspense.clues.asking import any_text
from paycards.reconcile.suspense.clues.case import Case
from paycards.reconcile.suspense.clues.clue import Clue
from paycards.reconcile.suspense.clues.desk import Desk
from paycards.reconcile.suspense.clues.slips import meant_numbers
from paycards.store.tables.accounts import LAST_SIX, SHORT_NUMBER, cards

IN_USE = ("requested", "ordered", "active")


def known_card(desk: Desk) -> Iterator[Clue]:
    """The card itself, in use or not any more."""
    by_number = desk.by(lambda case: "" if case.named_nothing else case.full_number)
    for card in _cards(desk, cards.c.card_number, by_number):
        kind, words = "card", "the card is this account's"
        if card.status not in IN_USE:
            kind, words = "old_card", f"an old card of this account, which is {card.status}"
        yield from (Clue(case.id, card.account_id, kind, words) for case in by_number[card.key])


def card_slip(desk: Desk) -> Iterator[Clue]:
    """A card from whose number this one is one slip of the finger away.

    Where the check digits of that card are right, the slip is what they are there to find. Of a card that has
    none the likeness is all there is.
    """
    by_meant: dict[str, list[Case]] = {}
    known = desk.card_numbers
    for number, its_cases in desk.by(lambda case: case.full_number).items():
        for meant in known.which(meant_numbers(number, known.shapes)):
            by_meant.setdefault(meant, []).extend(its_cases)
    for card in _cards(desk, cards.c.card_number, by_meant):
        kind, words = "near_card", "a card of this account differs in one digit"
        if desk.checks.agree_in_card(card.key):
            kind, words = "card_slip", f"{words}, and its check digit agrees"
        for case in by_meant[card.key]:
            if case.knew_day(card.issued_on):
                yield Clue(case.id, card.account_id, kind, words)


def _of_short_number(kind: str, part: str, words: str) -> Callable[[Desk], Iterator[Clue]]:
    def find(desk: Desk) -> Iterator[Clue]:
        by_number = desk.by(lambda case: case.short_number)
        for card in _cards(desk, literal_column(part, cards.c.card_number.type), by_number):
            for case in by_number[card.key]:
                if case.knew_day(card.issued_on):
                    yield Clue(case.id, card.account_id, kind, words)

    return find


short_card = _of_short_number(
    "short_card", SHORT_NUMBER, "digits 12 to 17 of a card of this account are the short card number"
)
last_six = _of_short_number(
    "last_six", LAST_SIX, "the last six digits of a card of this account are the short card number"
)


def _cards(desk: Desk, key: ColumnElement[str], wanted: dict[str, list[Case]]) -> Sequence[Row[Any]]:
    """The council's cards with one of these keys."""
    if not wanted:
        return []
    query = select(key.label("key"), cards.c.account_id, cards.c.status, cards.c.issued_on).where(
        cards.c.council_id == desk.council_id, any_text(desk.connection, key, wanted)
    )
    found: Sequence[Row[Any]] = desk.connection.execute(query).all()
    return found
