"""Answer a customer who misses a payment: from the day and the amount of the receipt, and the card itself."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.customer_door import keep_question, session_of
from paycards.errors import Invalid
from paycards.jobs.trace_payment import tracing_of
from paycards.tracing.answer import Answer, Traced, end_of
from paycards.tracing.facts import Facts, checked
from paycards.tracing.trace import trace

STATES = ("on_account", "part_on_account", "on_its_way", "taken_back", "expected", "overdue", "not_known")


@dataclass(frozen=True)
class Question:
    """What the receipt says."""

    paid_on: dt.date
    amount_pence: int


@dataclass(frozen=True)
class Reply:
    """One of STATES; since when it is on the account, or by which day the payment is to be expected."""

    state: str
    on: dt.date | None = None


@dataclass(frozen=True)
class AskedPayment:
    """What a customer asked for last, with a reply for each payment that fits; both empty at first."""

    question: Question | None = None
    replies: tuple[Reply, ...] = ()


def ask_for_payment(visit: Visit, secret: str, question: Question) -> bool:
    """Keep a question for the page to answer; tell whether the session still is. Raises Invalid."""
    if question.paid_on > visit.today:
        raise Invalid("paid", "The date is in the future.", code="paid_in_future")
    if question.amount_pence <= 0:
        raise Invalid("amount", "The amount is nothing.", code="paid_nothing")
    asked = json.dumps({"paid_on": question.paid_on.isoformat(), "amount_pence": question.amount_pence})
    with visit.unheld(Permission.OPEN_CARD_PAGE) as connection:
        if session_of(connection, secret, visit.now) is None:
            return False
        keep_question(connection, secret, asked)
        return True


def show_asked_payment(visit: Visit, secret: str) -> AskedPayment | None:
    """Return what was asked for last, answered by the books of now; None where the session is over."""
    with visit.reading(may=Permission.OPEN_CARD_PAGE) as seen:
        session = session_of(seen.connection, secret, visit.now)
    if session is None:
        return None
    if not session.asked:
        return AskedPayment()
    said = json.loads(session.asked)
    question = Question(dt.date.fromisoformat(said["paid_on"]), said["amount_pence"])
    facts = Facts(
        paid_on=question.paid_on, amount_pence=question.amount_pence, card_ending=session.card_number
    )
    with visit.reading(session.council, may=Permission.OPEN_CARD_PAGE) as seen:
        answer = trace(tracing_of(visit, seen), checked(facts))
    return AskedPayment(question, tuple(_replies(answer, session, visit.today)))


def _replies(answer: Answer, session: Row[Any], today: dt.date) -> list[Reply]:
    if answer.payments:
        return [_reply(payment, (session.fund, end_of(session.reference))) for payment in answer.payments]
    days = [each.by for each in answer.expected if each.by is not None]
    if not days:
        return [Reply("not_known")]
    return [Reply("overdue" if max(days) < today else "expected", max(days))]


def _reply(payment: Traced, own: tuple[str, str]) -> Reply:
    """Answer by what the card's own account has of it, wherever else it was or is."""
    if payment.stage not in ("posted", "taken_back"):
        return Reply("on_its_way")
    pence = sum(each.pence for each in payment.accounts if (each.fund, each.reference) == own)
    if pence == payment.amount_pence:
        return Reply("on_account", payment.booked_on)
    return Reply("part_on_account" if pence else "taken_back")
