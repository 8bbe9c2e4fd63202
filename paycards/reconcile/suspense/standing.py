"""Whether nobody knows whose a suspense item is (`unidentified`), or it only cannot be placed (`unapplied`).

It is known where card and reference name one account: a payment to a closed account, one whose receipt number
was used before, a reversal of a payment that did not come.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, literal, or_, select

from paycards.reconcile.payments.references import matched, normalised
from paycards.store.tables.accounts import account_references, cards
from paycards.store.tables.lines import lines
from paycards.store.tables.suspense import suspense_items

UNIDENTIFIED, UNAPPLIED = "unidentified", "unapplied"
STANDINGS = (UNIDENTIFIED, UNAPPLIED)
NAMES_NOBODY = ("unknown_card", "unknown_reference", "ambiguous")


def standing() -> ColumnElement[str]:
    """The standing of a row of suspense_items joined to its line."""
    card = (
        select(cards.c.account_id)
        .where(cards.c.council_id == suspense_items.c.council_id, cards.c.card_number == lines.c.card_number)
        .scalar_subquery()
    )
    named = func.coalesce(
        _named("exact", matched(lines.c.client_reference)),
        _named("normalised", normalised(lines.c.client_reference)),
    )
    disagree = or_(and_(suspense_items.c.reason == "conflict", card.is_not(None)), card != named)
    return case(
        (suspense_items.c.reason.in_(NAMES_NOBODY), literal(UNIDENTIFIED)),
        (disagree, literal(UNIDENTIFIED)),
        (func.coalesce(card, named).is_not(None), literal(UNAPPLIED)),
        else_=literal(UNIDENTIFIED),
    )


def _named(form: str, reference: ColumnElement[str | None]) -> ScalarSelect[int]:
    """The account that a reference names in one form, if it is one alone."""
    found = account_references.alias(f"{form}_name")
    return (
        select(found.c.account_id)
        .where(
            found.c.council_id == suspense_items.c.council_id,
            found.c.form == form,
            found.c.reference == reference,
        )
        .scalar_subquery()
    )
