"""Enquiries: open one, note that its payment was found, answer it. Each act stands in the trail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from paycards.clock import in_words, local
from paycards.errors import NotAllowed, NotFound
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts
from paycards.store.tables.enquiries import OUTCOMES, enquiries, enquiry_events
from paycards.tracing.facts import Facts

DUE, FOUND = "enquiry_due", "enquiry_found"  # kinds of problem
FACTS = tuple(Facts.__dataclass_fields__)


@dataclass(frozen=True)
class Asked:
    """What somebody asks: what the receipt shows, about whose account if it is known, and a note."""

    facts: Facts
    note: str
    due_on: dt.date
    account_id: int | None = None


def open_enquiry(step: Step, asked: Asked) -> int:
    """Open an enquiry; return its number."""
    of_council = enquiries.c.council_id == step.owner
    newest = step.connection.execute(select(func.max(enquiries.c.number)).where(of_council)).scalar()
    number = (newest or 0) + 1
    facts = {name: getattr(asked.facts, name) for name in FACTS}
    step.connection.execute(
        insert(enquiries).values(
            council_id=step.owner,
            number=number,
            opened_at=step.at,
            opened_by=step.actor,
            due_on=asked.due_on,
            account_id=asked.account_id,
            note=asked.note,
            **facts,
        )
    )
    fund, reference = _named(step.connection, asked.account_id)
    told = {
        "number": number,
        "fund": fund,
        "reference": reference,
        "due_on": asked.due_on,
        "note": asked.note,
    }
    step.record("enquiry.opened", str(number), after=told | facts)
    return number


def note_found(step: Step, number: int, file_id: int, row_no: int) -> None:
    """Note that a payment was found which fits an open enquiry."""
    _require_open(step, number)
    _add(step, number, "found", file_id=file_id, row_no=row_no)
    step.record("enquiry.found", str(number), after={"number": number, "file_id": file_id, "row_no": row_no})


def answer_enquiry(step: Step, number: int, outcome: str, note: str) -> None:
    """Answer an open enquiry, which ends it. Raises NotFound, and NotAllowed when it was answered before."""
    if outcome not in OUTCOMES:
        raise NotFound("outcome", outcome, choices=OUTCOMES)
    _require_open(step, number)
    _add(step, number, "answered", outcome=outcome, note=note)
    step.record("enquiry.answered", str(number), after={"number": number, "outcome": outcome, "note": note})
    for kind in (DUE, FOUND):
        step.close_problem(kind, str(number), note="the enquiry was answered")


def answer_of(connection: Connection, council_id: int, number: int) -> Row[Any] | None:
    """Return the event that answered an enquiry, if it was."""
    its = (enquiry_events.c.council_id == council_id) & (enquiry_events.c.number == number)
    return connection.execute(select(enquiry_events).where(its, enquiry_events.c.kind == "answered")).first()


def _require_open(step: Step, number: int) -> None:
    there = (enquiries.c.council_id == step.owner) & (enquiries.c.number == number)
    if step.connection.execute(select(enquiries.c.number).where(there)).first() is None:
        raise NotFound("enquiry", number)
    answered = answer_of(step.connection, step.owner, number)
    if answered is not None:
        raise NotAllowed(
            f"The enquiry {number} was answered by {answered.actor} on"
            f" {in_words(local(answered.happened_at))}.",
            code="enquiry_answered",
            number=number,
        )


def _add(step: Step, number: int, kind: str, **told: object) -> None:
    its = (enquiry_events.c.council_id == step.owner) & (enquiry_events.c.number == number)
    newest = step.connection.execute(select(func.max(enquiry_events.c.place)).where(its)).scalar()
    said: dict[str, object] = {"outcome": "", "note": ""} | told
    step.connection.execute(
        insert(enquiry_events).values(
            council_id=step.owner,
            number=number,
            place=(newest or 0) + 1,
            happened_at=step.at,
            actor=step.actor,
            kind=kind,
            **said,
        )
    )


def _named(connection: Connection, account_id: int | None) -> tuple[str, str]:
    if account_id is None:
        return "", ""
    account = connection.execute(
        select(accounts.c.fund, accounts.c.reference).where(accounts.c.id == account_id)
    ).one()
    return account.fund, account.reference
