"""Do something to a card that was seen on a page: lose, cancel, reinstate."""

from __future__ import annotations

from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.card_ids import card_of_id
from paycards.cards.card_seen import require_card_as_seen
from paycards.cards.cause import Cause
from paycards.cards.desk_card import DeskCard
from paycards.cards.which import CardOrAccount
from paycards.jobs.change_card import change_card


@dataclass(frozen=True)
class SeenCard:
    """A card by its number for addresses, and how often something had happened to it when it was seen."""

    council: str
    id: int
    version: int


def change_seen_card(visit: Visit, card: SeenCard, doing: str, cause: Cause) -> DeskCard:
    """Do it, unless somebody did something to the card meanwhile. Raises Stale, NotFound, NotAllowed."""
    return change_card(visit, seen_card(visit, card), doing, council=card.council, cause=cause)


def seen_card(visit: Visit, card: SeenCard) -> CardOrAccount:
    """Return the card that was seen, as jobs name it. Raises Stale, NotFound."""
    with visit.reading(card.council, may=Permission.MANAGE_CARDS) as seen:
        row = card_of_id(seen, card.id)
        require_card_as_seen(seen.connection, row, card.version)
        return CardOrAccount(card=row.card_number)
