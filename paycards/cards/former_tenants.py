"""Live cards of a former tenant: the problem closes when none of them is live any more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.issue.card_life import LIVE
from paycards.issue.card_number import SHOWN_DIGITS
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.audit import problems

KIND = "new_tenant"
Former = Mapping[tuple[str, str], frozenset[str]]  # last digits of live cards, by fund and reference


def subject_of(fund: str, reference: str) -> str:
    """What the problem of an account is called."""
    return f"{fund} {reference}"


def cards_of_former_tenants(connection: Connection, council_id: int) -> Former:
    """Return the cards that open problems name, by their accounts."""
    query = select(problems.c.facts).where(
        problems.c.council_id == council_id, problems.c.kind == KIND, problems.c.closed_at.is_(None)
    )
    said = map(json.loads, connection.execute(query).scalars())
    return {(each["fund"], each["reference"]): frozenset(each["endings"].split()) for each in said}


def is_of_former_tenant(former: Former, account: Row[Any], card_number: str, status: str) -> bool:
    """Tell whether a card of an account is live, and was issued to somebody who is its customer no more."""
    endings = former.get((account.fund, account.reference), frozenset())
    return status in LIVE and card_number[-SHOWN_DIGITS:] in endings


def review_former_tenant(step: Step, card_number: str) -> None:
    """Close the problem of a card's account once none of the cards that it names is live."""
    account = step.connection.execute(
        select(accounts.c.id, accounts.c.fund, accounts.c.reference)
        .join(cards, cards.c.account_id == accounts.c.id)
        .where(cards.c.council_id == step.owner, cards.c.card_number == card_number)
    ).one()
    subject = subject_of(account.fund, account.reference)
    said = step.connection.execute(
        select(problems.c.facts).where(
            *(problems.c.council_id == step.council_id, problems.c.kind == KIND),
            *(problems.c.subject == subject, problems.c.closed_at.is_(None)),
        )
    ).scalar()
    if said is None:
        return
    endings = json.loads(said)["endings"].split()
    held = select(cards.c.card_number).where(cards.c.account_id == account.id, cards.c.status.in_(LIVE))
    if not any(number[-SHOWN_DIGITS:] in endings for number in step.connection.execute(held).scalars()):
        step.end_problem(KIND, subject)
