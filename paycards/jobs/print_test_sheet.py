"""Print the test sheet of a printer."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit


def print_test_sheet(visit: Visit, council: str) -> bytes:
    """Return the sheet as a PDF."""
    from paycards.issue.artwork.test_sheet import draw_test_sheet

    with visit.reading(council, may=Permission.MANAGE_CARDS):
        return draw_test_sheet()
