"""Watch open enquiries: tell when the payment of one has come, and when one is not answered in time."""

from __future__ import annotations

from typing import Any

from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.clock import in_words, local
from paycards.jobs.trace_payment import tracing_of
from paycards.store.problems import Subject, was_dealt_with
from paycards.store.step import Step
from paycards.tracing.enquiries import DUE, FOUND, note_found
from paycards.tracing.enquiry_list import Enquiry, enquiries_seen
from paycards.tracing.trace import fitting_payments


def watch_enquiries(visit: Visit) -> None:
    """Trace each open enquiry again. Safe to run at any moment."""
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        councils = dict(seen.councils)
    faults = Faults(visit, "enquiries")
    for code, council_id in councils.items():
        with faults.apart(Concern("looking after the enquiries", council_id, of=code)):
            _watch(visit, code, council_id)
    faults.settle()


def _watch(visit: Visit, code: str, council_id: int) -> None:
    with visit.reading(code, may=Permission.RUN_THE_NIGHT) as seen:
        still_open = enquiries_seen(seen, visit.today)
        tracing = tracing_of(visit, seen)
        found = {
            each.number: fitting_payments(tracing, each.facts) for each in still_open if each.state == "open"
        }
    if any(found.values()) or any(each.overdue for each in still_open):
        with visit.step(council_id, Permission.RUN_THE_NIGHT) as step:
            for each in still_open:
                _tell(step, each, found.get(each.number, [])[:1])


def _tell(step: Step, enquiry: Enquiry, found: list[tuple[int, int]]) -> None:
    about: dict[str, Any] = {
        "council": enquiry.council,
        "number": enquiry.number,
        "day": in_words(local(enquiry.opened_at)),
    }
    subject = str(enquiry.number)
    for file_id, row_no in found:
        note_found(step, enquiry.number, file_id, row_no)
        step.open_problem(FOUND, subject, **about)
    if enquiry.overdue and not was_dealt_with(step.connection, Subject(DUE, subject, None)):
        step.open_problem(DUE, subject, due=in_words(enquiry.due_on), **about)
