"""Report a card lost, stolen or damaged, cancel it, reinstate it, or let it expire."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.cause import USUAL, Cause
from paycards.cards.changes import BECOMES, change_state
from paycards.cards.desk_card import DeskCard
from paycards.cards.which import TO_REINSTATE, USUALLY, CardOrAccount, card_meant


def change_card(
    visit: Visit,
    which: CardOrAccount,
    doing: str,
    *,
    council: str | None = None,
    cause: Cause = USUAL,
) -> DeskCard:
    """Do one of BECOMES to a card; without a reason it is the usual one. Raises UsageError, NotAllowed."""
    cause = cause.or_usual(doing).checked(doing)
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        card = card_meant(seen, which, TO_REINSTATE if doing == "reinstate" else USUALLY)
    with visit.step(card.council_id, Permission.MANAGE_CARDS) as step:
        change_state(step, card.card_number, BECOMES[doing], cause)
    return DeskCard(card.council, card.fund, card.reference, card.card_number, BECOMES[doing])
