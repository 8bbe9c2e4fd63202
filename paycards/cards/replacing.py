"""Replace a card: the account gets another one in its place.

With a new number the old card is `replaced` at once. The same number is active again when it was printed
again. A card that the supplier makes takes the old one's place when its number is learned.
"""

from __future__ import annotations

from paycards.cards.changes import card_row, record_change, require_replaceable
from paycards.cards.former_tenants import review_former_tenant
from paycards.cards.requests import How, Issued, Plan, give_numbers
from paycards.issue.card_life import BEFORE_REPLACED
from paycards.settings.card_scheme import CardScheme
from paycards.store.card_history import Event, append
from paycards.store.step import Step


def write_replacement(step: Step, plan: Plan) -> Issued:
    """Replace the card that the plan names, with one entry of the trail.

    Raises NotAllowed when the card cannot be replaced, or when the supplier's numbers have run out.
    """
    card = card_row(step.connection, step.owner, plan.replaces)
    require_replaceable(step.connection, card)
    status = card.status
    out_of_hand = BEFORE_REPLACED.get(plan.reason)
    if status == "active" and out_of_hand is not None:
        append(step, [Event(plan.replaces, status, out_of_hand, plan.reason, plan.note)])
        status = out_of_hand
    [issued], [told] = give_numbers(step, [plan])
    if plan.how == "allocate":
        event = Event(plan.replaces, status, "replaced", plan.reason, plan.note, issued.request_no)
        append(step, [event])
        review_former_tenant(step, plan.replaces)
    record_change(step, card, "card.replaced", {"request": told})
    return issued


def how_to_replace(scheme: CardScheme, status: str) -> How:
    """Tell where the number of a replacement comes from; an expired one's is not printed again."""
    if scheme.numbers == "order":
        return "order"
    keeps = scheme.replacement == "keep_number" and status != "expired"
    return "keep" if keeps else "allocate"
