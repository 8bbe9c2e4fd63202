"""List enquiries."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.tracing.enquiry_list import Enquiry, enquiries_seen


def list_enquiries(visit: Visit, *, council: str | None = None, answered_too: bool = False) -> list[Enquiry]:
    """Return the open enquiries, or all, by the day by which each is due. Raises NotFound for a council."""
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        return enquiries_seen(seen, visit.today, answered_too=answered_too)
