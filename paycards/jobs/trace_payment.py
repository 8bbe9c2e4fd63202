"""Trace a payment that somebody misses."""

from __future__ import annotations

from paycards.access.permission import RECENT, Permission
from paycards.access.reading import Reading
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.channels.timetable import bank_holidays
from paycards.errors import Forbidden
from paycards.tracing.answer import Answer
from paycards.tracing.facts import Facts, checked
from paycards.tracing.trace import Tracing, trace


def trace_payment(visit: Visit, facts: Facts, *, council: str | None = None) -> Answer:
    """Answer how far the payment has come that these facts name.

    The answer is the same where none fits, where more than one customer's does, and where the facts are too
    few. Raises NotFound for an unknown council or network, Invalid for what no receipt can show.
    """
    facts = checked(facts)
    check_recent(visit, facts)
    with visit.reading(council, may=Permission.SEE_RECENT_PAYMENTS) as seen:
        return trace(tracing_of(visit, seen), facts)


def check_recent(visit: Visit, facts: Facts) -> None:
    """Raise Forbidden for a payment of long ago, where the visitor may see recent ones only."""
    sees_money = Permission.SEE_MONEY in visit.visitor.permissions
    if facts.paid_on and not sees_money and facts.paid_on < visit.today - RECENT:
        raise Forbidden("see payments that are older than 90 days")


def tracing_of(visit: Visit, seen: Reading) -> Tracing:
    """What a trace works with, within what may be seen."""
    own, installation = visit.settings.paycards, visit.installation
    return Tracing(
        connection=seen.connection,
        contracts=contracts_seen(installation, seen),
        layouts=lambda: installation.layouts,
        now=visit.now,
        today=visit.today,
        holidays=bank_holidays(own.extra_bank_holidays, own.not_bank_holidays),
    )
