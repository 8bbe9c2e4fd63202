"""What was begun and not finished: a card whose letter is to be written, and was not.

The command was ended between the number and the letter, or the number was taken first and the letter left
for later. Who says the same again gets the letter of that card, and no other card.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from paycards.cards.changes import card_row
from paycards.cards.documents import DocumentWish, document_path
from paycards.cards.requests import Issued, Plan
from paycards.clock import local_date
from paycards.store.step import Step
from paycards.store.tables.card_life import card_requests


def unfinished_card(step: Step, plan: Plan, wish: DocumentWish, out: Path | None) -> Issued | None:
    """Return the card whose letter completes this plan, if there is one.

    Either it was never printed; or whoever asks now issued it today, and its file is not in its place.
    """
    if out is None:
        return None
    for request in step.connection.execute(_same_requests(step, plan)):
        if request.state == "requested" or _was_cut_short(step, request, plan, wish, out):
            return Issued(request.number, request.account_id, request.card_number)
    return None


def _same_requests(step: Step, plan: Plan) -> Select[Any]:
    return (
        select(card_requests)
        .where(
            card_requests.c.council_id == step.owner,
            card_requests.c.account_id == plan.account_id,
            card_requests.c.card_number.is_not(None),
            card_requests.c.state.in_(("requested", "issued")),
            *(
                card_requests.c[name] == getattr(plan, name)
                for name in ("kind", "reason", "holder", "language")
            ),
            card_requests.c.large_print == int(plan.large_print),
            _of_card(plan),
        )
        .order_by(card_requests.c.number.desc())
    )


def _of_card(plan: Plan) -> ColumnElement[bool]:
    """A replacement: of the card that is named, or itself where it was named and not printed yet."""
    if not plan.replaces:
        return card_requests.c.replaces.is_(None)
    its_own = and_(card_requests.c.card_number == plan.replaces, card_requests.c.state == "requested")
    return or_(card_requests.c.replaces == plan.replaces, its_own)


def _was_cut_short(step: Step, request: Row[Any], plan: Plan, wish: DocumentWish, out: Path) -> bool:
    """Tell whether a card that was released has no letter where it should be; a further card is another."""
    card = card_row(step.connection, step.owner, request.card_number)
    today = local_date(step.at)
    return (
        plan.kind != "additional"
        and request.card_number != plan.replaces
        and card.status == "active"
        and request.requested_by == request.closed_by == step.actor
        and local_date(request.requested_at) == local_date(request.closed_at) == today
        and not document_path(card, wish, out).exists()
    )
