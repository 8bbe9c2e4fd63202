"""What two people decide about days: to close one although a check does not agree, or to open one again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update

from paycards.access.installation import Installation
from paycards.clock import in_words
from paycards.decisions.decision import Decision, Proposal
from paycards.errors import NotAllowed
from paycards.ledger.days import newest_closed
from paycards.reconcile.proof.to_sign import ToSign
from paycards.store.step import Step
from paycards.store.tables.councils import contracts
from paycards.store.tables.days import closed_days, day_exceptions
from paycards.store.tables.decisions import decisions


def proposed_exception(check: ToSign, day: dt.date, why: str, until: dt.date) -> Proposal:
    """Propose that a day may be closed with this check as it stands."""
    subject = f"{day} {check.contract} {check.check}"
    pence = check.difference_pence or 0
    return Proposal(
        kind="sign_exception",
        subject=subject,
        amount_pence=pence,
        about={f"exception:{check.contract}:{day}:{check.check}": abs(pence)},
        terms={
            "day": day.isoformat(),
            "contract": check.contract,
            "check": check.check,
            "difference_pence": check.difference_pence,
            "until": until.isoformat(),
        },
        reason=why,
    )


def require_open(step: Step, day: dt.date) -> None:
    """Raise NotAllowed for a day that is closed: its figures are written down, and need no exception."""
    closed = newest_closed(step.connection, step.owner)
    if closed is not None and day <= closed:
        raise NotAllowed(f"{in_words(day)} is closed already.", code="day_closed", day=str(day))


def apply_exception(step: Step, _installation: Installation, decision: Decision) -> None:
    """Write the exception down. Raises NotAllowed when the day was closed meanwhile."""
    require_open(step, dt.date.fromisoformat(decision.terms["day"]))
    write_exception(step, decision.decision, decision.terms, decision.reason)


def write_exception(step: Step, number: int, terms: Mapping[str, Any], why: str) -> None:
    """Write down what a decision signed for."""
    contract_id = step.connection.execute(
        select(contracts.c.id).where(
            contracts.c.council_id == step.owner, contracts.c.code == terms["contract"]
        )
    ).scalar_one()
    step.connection.execute(
        insert(day_exceptions).values(
            decision_id=_id_of(step, number),
            council_id=step.owner,
            contract_id=contract_id,
            day=dt.date.fromisoformat(terms["day"]),
            check_name=terms["check"],
            why=why,
            until=dt.date.fromisoformat(terms["until"]),
            difference_pence=terms["difference_pence"],
        )
    )
    step.record(
        "day.exception_signed", terms["day"], after={"decision": number, "terms": dict(terms), "why": why}
    )


def proposed_reopening(day: dt.date, why: str) -> Proposal:
    """Propose that the newest closed day is opened again."""
    return Proposal(
        kind="reopen_day",
        subject=day.isoformat(),
        amount_pence=0,
        about={f"day:{day}": 0},
        terms={"day": day.isoformat()},
        reason=why,
    )


def apply_reopening(step: Step, _installation: Installation, decision: Decision) -> None:
    """Open the day again. Raises NotAllowed when it is not the newest closed day."""
    day = dt.date.fromisoformat(decision.terms["day"])
    require_newest_closed(step, day)
    reopen(step, day, decision.decision)


def require_newest_closed(step: Step, day: dt.date) -> None:
    """Raise NotAllowed unless this is the newest closed day."""
    closed = newest_closed(step.connection, step.owner)
    if closed == day:
        return
    newest = f"the newest is {in_words(closed)}" if closed else "none is closed"
    raise NotAllowed(
        f"Only the newest closed day can be opened again: {newest}.",
        code="day_not_newest",
        day=str(day),
        newest=str(closed or ""),
    )


def reopen(step: Step, day: dt.date, number: int) -> None:
    """Open the newest closed day again, by a decision of this number; its closing stays written down."""
    this = (closed_days.c.council_id == step.owner) & (closed_days.c.day == day)
    verdict = {"reopened_by": step.actor, "reopened_at": step.at, "decision_id": _id_of(step, number)}
    step.connection.execute(
        update(closed_days).where(this, closed_days.c.reopened_at.is_(None)).values(verdict)
    )
    step.record("day.reopened", day.isoformat(), after={"decision": number})


def _id_of(step: Step, number: int) -> int:
    query = select(decisions.c.id).where(decisions.c.council_id == step.owner, decisions.c.number == number)
    return int(step.connection.execute(query).scalar_one())
