"""Answer an enquiry, which ends it."""

from __future__ import annotations

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.tracing import enquiries
from paycards.tracing.enquiry_list import Enquiry, one_enquiry


def answer_enquiry(
    visit: Visit, number: int, *, outcome: str, note: str, council: str | None = None
) -> Enquiry:
    """Answer an open enquiry with found, not_found or withdrawn, and what was said.

    Raises Invalid for an empty note, or where several councils have such a number; NotFound for an unknown
    enquiry or outcome, NotAllowed when it was answered before.
    """
    note = checked_note(note)
    with visit.reading(council, may=Permission.KEEP_ENQUIRIES) as seen:
        code = one_enquiry(seen, number, visit.today).council
        council_id = seen.council(code)
    with visit.step(council_id, Permission.KEEP_ENQUIRIES) as step:
        enquiries.answer_enquiry(step, number, outcome, note)
    with visit.reading(code, may=Permission.KEEP_ENQUIRIES) as seen:
        return one_enquiry(seen, number, visit.today)
