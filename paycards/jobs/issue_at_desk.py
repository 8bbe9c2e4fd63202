"""Issue or replace a card at the desk and print its letter in the same step: all of it, or nothing.

The letter itself is fetched afterwards (`fetch_letter`), the same as the one that was proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.card_ids import card_of_id, id_of_card
from paycards.cards.cause import USUAL, Cause
from paycards.cards.desk_card import DeskCard, Print
from paycards.cards.person import account_seen
from paycards.cards.which import CardOrAccount
from paycards.clock import local_date
from paycards.errors import Stale
from paycards.jobs.change_seen_card import SeenCard, seen_card
from paycards.jobs.issue_card import issue_card
from paycards.jobs.replace_card import replace_card
from paycards.left_overs import temporary_folder
from paycards.store.tables.card_life import card_requests


@dataclass(frozen=True)
class AtDesk:
    """What was issued: the number of the card for its page, 0 where the supplier makes it."""

    card_id: int
    account_id: int


@dataclass(frozen=True)
class DeskWish:
    """A card for an account, and whether it stands beside a live one."""

    account_id: int
    printed: Print
    additional: bool = False
    cause: Cause = USUAL


def issue_at_desk(visit: Visit, council: str, wish: DeskWish) -> AtDesk:
    """Issue a card to an account. Raises as `issue_card` does; then nothing was issued."""
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        account = account_seen(seen, wish.account_id)
    which = CardOrAccount(fund=account.fund, account=account.reference)
    with _letter(wish.printed) as printed:
        done = issue_card(
            *(visit, which), council=council, additional=wish.additional, printed=printed, cause=wish.cause
        )
    return _at_desk(visit, council, done, wish.account_id)


def replace_at_desk(visit: Visit, card: SeenCard, cause: Cause, printed: Print) -> AtDesk:
    """Replace a card that was seen; who says the same again gets the card that was issued then.

    Raises as `replace_card` does, and Stale; then nothing was issued.
    """
    try:
        which = seen_card(visit, card)
    except Stale:
        before = _replaced_before(visit, card, cause, printed)
        if before is None:
            raise
        return before
    with _letter(printed) as with_letter:
        done = replace_card(visit, which, cause, council=card.council, printed=with_letter)
    return _at_desk(visit, card.council, done, 0)


def _replaced_before(visit: Visit, card: SeenCard, cause: Cause, printed: Print) -> AtDesk | None:
    """The card by which the same person replaced this one today, likewise: pressed twice, or cut short."""
    with visit.reading(card.council, may=Permission.MANAGE_CARDS) as seen:
        number, council_id = card_of_id(seen, card.id).card_number, seen.council(card.council)
        query = select(card_requests).where(
            *(card_requests.c.council_id == council_id, card_requests.c.replaces == number),
            *(card_requests.c.reason == cause.reason, card_requests.c.holder == printed.holder),
            *(
                card_requests.c.language == printed.language,
                card_requests.c.state.in_(("requested", "issued")),
            ),
            *(card_requests.c.requested_by == visit.visitor.name, card_requests.c.card_number.is_not(None)),
        )
        found = seen.connection.execute(query.order_by(card_requests.c.number.desc())).first()
        if found is None or local_date(found.requested_at) != visit.today:
            return None
        return AtDesk(id_of_card(seen.connection, council_id, found.card_number), found.account_id)


@contextmanager
def _letter(printed: Print) -> Iterator[Print]:
    """A place for the letter, which is proved there and goes with it."""
    with temporary_folder("paycards-letter-") as folder:
        yield replace(printed, out=folder / "letter.pdf")


def _at_desk(visit: Visit, council: str, done: DeskCard, account_id: int) -> AtDesk:
    if not done.card_number:
        return AtDesk(0, account_id)
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        return AtDesk(id_of_card(seen.connection, seen.council(council), done.card_number), account_id)
