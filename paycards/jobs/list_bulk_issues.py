"""List the bulk issues of cards, and how far each has come."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.closing.bulk_issue.listing import ListedBulkIssue, bulk_issues


def list_bulk_issues(visit: Visit, *, council: str | None = None) -> list[ListedBulkIssue]:
    """Return the bulk issues of one council, or of all that may be seen, the oldest first."""
    with visit.reading(council, may=Permission.SEE_CARD_WORK) as seen:
        return bulk_issues(seen)
