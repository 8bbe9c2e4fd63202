"""Show one enquiry, with what a trace answers now."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.jobs.open_enquiry import Opened
from paycards.jobs.trace_payment import tracing_of
from paycards.tracing.enquiry_list import one_enquiry
from paycards.tracing.trace import trace


def show_enquiry(visit: Visit, number: int, *, council: str | None = None) -> Opened:
    """Return an enquiry and the answer of today. Raises NotFound, Invalid where several councils have one."""
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        enquiry = one_enquiry(seen, number, visit.today)
    with visit.reading(enquiry.council, may=Permission.SEE_CUSTOMERS) as seen:
        return Opened(enquiry, trace(tracing_of(visit, seen), enquiry.facts))
