"""Check a list once more, because accounts may have changed since: a long one is left to the worker."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.closing.bulk_issue.handed_in import list_seen
from paycards.jobs.check_list import check_list
from paycards.store.step import Step
from paycards.work.asking import Arguments, ask

CHECK = "check_list"  # the kind of work
AT_ONCE = 5_000  # rows that a page checks itself, in less than a second; a hundred thousand take over ten


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


def is_long(rows: int) -> bool:
    """Tell whether a list is too long to be checked while somebody waits for the page."""
    return rows > AT_ONCE


def ask_for_check(step: Step, council: str, number: int) -> None:
    """Let the worker check a list."""
    ask(step, CHECK, check_of(council, number))


def check_of(council: str, number: int) -> Arguments:
    """What tells the check of a list from other work."""
    return {"council": council, "list": number}
