"""Show one card: its state and history, and its whole number to whoever may see that."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy import select

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.cards.account import council_of
from paycards.cards.card_ids import card_of_id
from paycards.cards.card_links import link_state
from paycards.cards.card_page import CardPage, card_page
from paycards.store.tables.audit import audit_trail

SEEN = "card.number_seen"  # of the trail
LASTS = dt.timedelta(minutes=10)  # how long a number that was asked for stays on the page
NEWEST_ENTRIES = 500  # that are looked through


def show_card_page(visit: Visit, council: str, card_id: int) -> CardPage:
    """Return one card. Raises NotFound.

    The desk sees the whole number. Whoever else may see it asks for it first, which is recorded, and sees it
    for LASTS. All others see its last digits.
    """
    may = visit.visitor.permissions
    may_act = Permission.MANAGE_CARDS in may
    may_see = Permission.SEE_WHOLE_CARD_NUMBERS in may
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        card = card_of_id(seen, card_id)
        sees = may_see and (may_act or _asked_for(visit, seen, card.council_id, card_id))
        page = card_page(
            *(seen.connection, card, council_of(visit.settings, council)),
            number=card.card_number if sees else "",
            may_act=may_act,
            at=visit.now,
        )
        link = ""
        if visit.settings.web.customer_address:
            link = link_state(seen.connection, card.council_id, card.card_number)
        return replace(page, may_ask_for_number=may_see and not sees, link=link)


def see_card_number(visit: Visit, council: str, card_id: int) -> None:
    """Record that who asks sees the whole number of a card. Raises NotFound, Forbidden."""
    with visit.reading(council, may=Permission.SEE_WHOLE_CARD_NUMBERS) as seen:
        council_id = card_of_id(seen, card_id).council_id
    with visit.step(council_id, Permission.SEE_WHOLE_CARD_NUMBERS) as step:
        step.record(SEEN, _subject(card_id))


def _asked_for(visit: Visit, seen: Reading, council_id: int, card_id: int) -> bool:
    """Whether who asks has recorded it lately, in the newest entries of the trail."""
    query = (
        select(audit_trail.c.actor, audit_trail.c.action, audit_trail.c.subject, audit_trail.c.at)
        .where(audit_trail.c.council_id == council_id)
        .order_by(audit_trail.c.number.desc())
        .limit(NEWEST_ENTRIES)
    )
    return any(
        (row.actor, row.action, row.subject) == (visit.visitor.name, SEEN, _subject(card_id))
        and row.at >= visit.now - LASTS
        for row in seen.connection.execute(query)
    )


def _subject(card_id: int) -> str:
    return f"whole number of card {card_id}"
