"""Live cards of a former tenant: the problem closes when none of them is live any more."""

from __future__ import annotations

from sqlalchemy import exists, select

from paycards.issue.card_life import LIVE, NEW
from paycards.store.step import Step
from paycards.store.tables import accounts, card_events, cards, problems

KIND = "new_tenant"


def subject_of(fund: str, reference: str) -> str:
    """What the problem of an account is called."""
    return f"{fund} {reference}"


def review_former_tenant(step: Step, card_number: str) -> None:
    """Close the problem of a card's account once no card from before it is live."""
    account = step.connection.execute(
        select(accounts.c.id, accounts.c.fund, accounts.c.reference)
        .join(cards, cards.c.account_id == accounts.c.id)
        .where(cards.c.council_id == step.owner, cards.c.card_number == card_number)
    ).one()
    subject = subject_of(account.fund, account.reference)
    opened_at = step.connection.execute(
        select(problems.c.opened_at).where(
            *(problems.c.council_id == step.council_id, problems.c.kind == KIND),
            *(problems.c.subject == subject, problems.c.closed_at.is_(None)),
        )
    ).scalar()
    if opened_at is None:
        return
    issued_since = exists().where(
        *(card_events.c.council_id == cards.c.council_id, card_events.c.card_number == cards.c.card_number),
        *(card_events.c.status_before == NEW, card_events.c.at >= opened_at),
    )
    live = select(cards.c.card_number).where(
        cards.c.account_id == account.id, cards.c.status.in_(LIVE), ~issued_since
    )
    if step.connection.execute(live).first() is None:
        note = "no card of the former tenant is in use any more"
        step.close_problem(KIND, subject, note=note, by=step.actor)
