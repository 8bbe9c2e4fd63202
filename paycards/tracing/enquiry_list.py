"""Enquiries as people see them: the open ones, or all; and one with what happened to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, select

from paycards.access.reading import Reading
from paycards.errors import Invalid, NotFound
from paycards.store.tables.accounts import accounts
from paycards.store.tables.councils import councils
from paycards.store.tables.enquiries import enquiries, enquiry_events
from paycards.store.tables.files import files
from paycards.tracing.facts import Facts


@dataclass(frozen=True)
class Happened:
    """A step of an enquiry: its payment was found (FILE:ROW), or it was answered."""

    at: dt.datetime
    by: str
    kind: str
    payment: str
    outcome: str
    note: str


@dataclass(frozen=True)
class Enquiry:
    """One enquiry. `state`: open, found (its payment is there, and it waits for its answer) or answered."""

    council: str
    number: int
    state: str
    opened_at: dt.datetime
    opened_by: str
    due_on: dt.date
    overdue: bool
    fund: str
    reference: str
    facts: Facts
    note: str
    history: tuple[Happened, ...] = ()


def enquiries_seen(seen: Reading, today: dt.date, *, answered_too: bool = False) -> list[Enquiry]:
    """Return the open enquiries, or all there ever were, by the day by which they are to be answered."""
    query = _ENQUIRIES.where(seen.covers(enquiries.c.council_id))
    if not answered_too:
        query = query.where(~_has("answered"))
    return [_enquiry(row, today) for row in seen.connection.execute(query)]


def enquiries_of(seen: Reading, account_ids: Collection[int], today: dt.date) -> list[Enquiry]:
    """Return the enquiries about some accounts, answered ones too."""
    query = _ENQUIRIES.where(seen.covers(enquiries.c.council_id), enquiries.c.account_id.in_(account_ids))
    return [_enquiry(row, today) for row in seen.connection.execute(query)]


def one_enquiry(seen: Reading, number: int, today: dt.date) -> Enquiry:
    """Return one enquiry with its history. Raises NotFound, and Invalid where several councils have one."""
    its = (enquiries.c.number == number, seen.covers(enquiries.c.council_id))
    rows = seen.connection.execute(_ENQUIRIES.where(*its)).all()
    if not rows:
        raise NotFound("enquiry", number)
    if len(rows) > 1:
        choices = ", ".join(row.council for row in rows)
        raise Invalid(
            "council",
            f"More than one council has an enquiry {number}: say which, {choices}.",
            code="ambiguous_enquiry",
            number=number,
            choices=choices,
        )
    return _enquiry(rows[0], today, _history(seen, rows[0]))


def _history(seen: Reading, row: Row[Any]) -> tuple[Happened, ...]:
    query = (
        select(enquiry_events, files.c.name)
        .outerjoin(files, files.c.id == enquiry_events.c.file_id)
        .where(enquiry_events.c.council_id == row.council_id, enquiry_events.c.number == row.number)
        .order_by(enquiry_events.c.place)
    )
    return tuple(
        Happened(
            each.happened_at,
            each.actor,
            each.kind,
            f"{each.name}:{each.row_no}" if each.name else "",
            each.outcome,
            each.note,
        )
        for each in seen.connection.execute(query)
    )


def _enquiry(row: Row[Any], today: dt.date, history: tuple[Happened, ...] = ()) -> Enquiry:
    state = "answered" if row.answered else "found" if row.found else "open"
    return Enquiry(
        council=row.council,
        number=row.number,
        state=state,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        due_on=row.due_on,
        overdue=state != "answered" and row.due_on < today,
        fund=row.fund,
        reference=row.reference,
        facts=Facts(**{name: row._mapping[name] for name in Facts.__dataclass_fields__}),
        note=row.note,
        history=history,
    )


def _has(kind: str) -> Any:
    same = and_(
        enquiry_events.c.council_id == enquiries.c.council_id, enquiry_events.c.number == enquiries.c.number
    )
    return exists().where(same, enquiry_events.c.kind == kind)


_ENQUIRIES: Select[Any] = (
    select(
        enquiries,
        councils.c.code.label("council"),
        func.coalesce(accounts.c.fund, "").label("fund"),
        func.coalesce(accounts.c.reference, "").label("reference"),
        _has("answered").label("answered"),
        _has("found").label("found"),
    )
    .join(councils, councils.c.id == enquiries.c.council_id)
    .outerjoin(accounts, accounts.c.id == enquiries.c.account_id)
    .order_by(enquiries.c.due_on, enquiries.c.council_id, enquiries.c.number)
)
