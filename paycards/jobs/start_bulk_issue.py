"""Ask for the cards of a list that was handed in: the worker issues them, outside the request."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.closing.bulk_issue.handed_in import list_seen
from paycards.work.asking import ask


def start_bulk_issue(visit: Visit, council: str, number: int) -> int:
    """Return the number of the work, the same while it waits or runs. Raises NotFound."""
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        council_id = list_seen(seen, number).council_id
    with visit.step(council_id, Permission.MANAGE_CARDS) as step:
        return ask(step, "bulk_issue", {"council": council, "list": number})
