"""Open an enquiry about a payment that somebody misses."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.channels.timetable import bank_holidays, day_after
from paycards.errors import NotAllowed
from paycards.jobs.trace_payment import tracing_of
from paycards.reconcile.payments.references import match_form
from paycards.store.tables.accounts import accounts
from paycards.tracing.answer import Answer
from paycards.tracing.enquiries import Asked, note_found, open_enquiry
from paycards.tracing.enquiry_list import Enquiry, one_enquiry
from paycards.tracing.facts import Facts, checked
from paycards.tracing.trace import fitting_payments, trace


@dataclass(frozen=True)
class Whose:
    """The account of whoever asks; empty where it is not known."""

    fund: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Opened:
    """The enquiry, and what a trace answers now."""

    enquiry: Enquiry
    answer: Answer


def open_enquiry_about(visit: Visit, facts: Facts, *, council: str, whose: Whose, note: str) -> Opened:
    """Open an enquiry in a council, with its clock; a payment that is there already is noted at once.

    Raises Invalid for an empty note or what no receipt can show, NotFound for an unknown council or network,
    NotAllowed when there is no such account.
    """
    facts, note = checked(facts), checked_note(note)
    with visit.reading(council, may=Permission.KEEP_ENQUIRIES) as seen:
        council_id, tracing = seen.council(council), tracing_of(visit, seen)
        answer, found = trace(tracing, facts), fitting_payments(tracing, facts)
    own = visit.settings.paycards
    holidays = bank_holidays(own.extra_bank_holidays, own.not_bank_holidays)
    days = next((each.enquiry_working_days for each in visit.settings.councils if each.code == council), 10)
    with visit.step(council_id, Permission.KEEP_ENQUIRIES) as step:
        account_id = _account(step.connection, council_id, council, whose)
        due_on = day_after("working_days", visit.today, days, holidays)
        number = open_enquiry(step, Asked(facts, note, due_on, account_id))
        for file_id, row_no in found[:1]:
            note_found(step, number, file_id, row_no)
    with visit.reading(council, may=Permission.KEEP_ENQUIRIES) as seen:
        return Opened(one_enquiry(seen, number, visit.today), answer)


def _account(connection: Connection, council_id: int, council: str, whose: Whose) -> int | None:
    if not whose.reference:
        return None
    same = (accounts.c.fund == whose.fund) & (accounts.c.match_reference == match_form(whose.reference))
    found = connection.execute(
        select(accounts.c.id).where(accounts.c.council_id == council_id, same)
    ).scalar()
    if found is None:
        raise NotAllowed(
            f"{council} has no {whose.fund} account {match_form(whose.reference)}.", code="no_such_account"
        )
    return int(found)
