"""Links of customers to their cards: which one a letter bears, and that it is written down with the letter.

A letter that is printed again bears the same link while that opens the page; a new one where it does not any
more, as after five wrong attempts, or where a new one is wished. Then the old one ends.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, tuple_, update

from paycards.cards.link_maker import LinkMaker
from paycards.errors import Stale
from paycards.issue.card_link import CardLink, hashed
from paycards.issue.card_number import ending
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.councils import councils
from paycards.store.tables.customers import MOST_TRIES, card_links

ALIVE = (card_links.c.ended == "") & (card_links.c.tries < MOST_TRIES)


@dataclass(frozen=True)
class LetterLink:
    """The link that a letter of a card bears, and its number among those of the card."""

    card_number: str
    number: int
    link: CardLink
    is_new: bool


def letter_links(
    connection: Connection,
    maker: LinkMaker | None,
    council_id: int,
    card_numbers: Collection[str],
    *,
    new: bool = False,
) -> dict[str, LetterLink]:
    """The links that letters of these cards bear, by card number.

    There is none without customers' pages, and none for an account without a postcode: nobody could open it.
    """
    if maker is None:
        return {}
    last = _last_links(connection, council_id, card_numbers)
    openable = _with_postcode(connection, council_id, card_numbers)
    return {number: _link(maker, council, number, last.get(number), new=new) for number, council in openable}


def link_state(connection: Connection, council_id: int, card_number: str) -> str:
    """Whether the customer's page of a card opens: `open`, `shut`, or `none` where no letter bore a link."""
    last = _last_links(connection, council_id, [card_number]).get(card_number)
    return "none" if last is None else "open" if last.alive else "shut"


def _link(
    maker: LinkMaker, council: str, card_number: str, last: Row[Any] | None, *, new: bool
) -> LetterLink:
    if last is not None and last.alive and not new:
        same = maker.link(council, card_number, last.number)
        if hashed(same.token) == last.token_hash:  # else the key is another than it was
            return LetterLink(card_number, last.number, same, is_new=False)
    number = 1 if last is None else last.number + 1
    return LetterLink(card_number, number, maker.link(council, card_number, number), is_new=True)


def _last_links(
    connection: Connection, council_id: int, card_numbers: Collection[str]
) -> dict[str, Row[Any]]:
    of_cards = (card_links.c.council_id == council_id) & card_links.c.card_number.in_(card_numbers)
    newest = (
        select(card_links.c.card_number, func.max(card_links.c.number))
        .where(of_cards)
        .group_by(card_links.c.card_number)
    )
    query = select(
        card_links.c.card_number, card_links.c.number, card_links.c.token_hash, ALIVE.label("alive")
    ).where(of_cards, tuple_(card_links.c.card_number, card_links.c.number).in_(newest))
    return {row.card_number: row for row in connection.execute(query)}


def _with_postcode(
    connection: Connection, council_id: int, card_numbers: Collection[str]
) -> Sequence[tuple[str, str]]:
    query = (
        select(cards.c.card_number, councils.c.code)
        .join(accounts, accounts.c.id == cards.c.account_id)
        .join(councils, councils.c.id == cards.c.council_id)
        .where(cards.c.council_id == council_id, cards.c.card_number.in_(card_numbers))
        .where(func.trim(accounts.c.postcode) != "")
    )
    return [tuple(row) for row in connection.execute(query)]


def keep_links(step: Step, links: Collection[LetterLink]) -> None:
    """Write down links that letters bear and that are new; an older one of the same card ends.

    Raises Stale where another letter of a card got a link meanwhile.
    """
    new = [link for link in links if link.is_new]
    if not new:
        return
    numbers = [link.card_number for link in new]
    last = _last_links(step.connection, step.owner, numbers)
    for link in new:
        if link.number != (last[link.card_number].number + 1 if link.card_number in last else 1):
            raise Stale(
                f"Another letter of the card {ending(link.card_number)} was made meanwhile: make it again."
            )
    of_cards = (card_links.c.council_id == step.owner) & card_links.c.card_number.in_(numbers)
    step.connection.execute(
        update(card_links).where(of_cards, card_links.c.ended == "").values(ended="letter")
    )
    step.connection.execute(insert(card_links), [_row(step, link) for link in new])
    subject = f"card {ending(numbers[0])}" if len(numbers) == 1 else f"{len(numbers)} cards"
    step.record("card_links.made", subject, after={"links": len(new)})


def _row(step: Step, link: LetterLink) -> dict[str, object]:
    return {
        "council_id": step.owner,
        "card_number": link.card_number,
        "number": link.number,
        "token_hash": hashed(link.link.token),
        "made_at": step.at,
        "made_by": step.actor,
        "tries": 0,
        "ended": "",
    }
