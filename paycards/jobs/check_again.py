"""Check a list once more, because accounts may have changed since: a long one is left to the worker."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.closing.bulk_issue.handed_in import list_seen
from paycards.closing.bulk_issue.long_list import ask_for_check, is_long
from paycards.jobs.check_list import check_list


def check_again(visit: Visit, council: str, number: int) -> bool:
    """Tell whether it is checked already; else that is asked for. Raises NotFound, and as `check_list`."""
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        listed = list_seen(seen, number)
    if not is_long(listed.row_count):
        check_list(visit, council, number)
        return True
    with visit.step(listed.council_id, Permission.MANAGE_CARDS) as step:
        ask_for_check(step, council, number)
    return False
