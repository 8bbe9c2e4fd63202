"""A list that is too long to be checked while somebody waits for its page: the worker checks it."""

from __future__ import annotations

from paycards.store.step import Step
from paycards.work.asking import Arguments, ask

CHECK = "check_list"  # the kind of work
AT_ONCE = 5_000  # rows that a page checks itself, in less than a second; a hundred thousand take over ten


def is_long(rows: int) -> bool:
    """Tell whether a list is too long to be checked while somebody waits for the page."""
    return rows > AT_ONCE


def ask_for_check(step: Step, council: str, number: int) -> None:
    """Let the worker check a list."""
    ask(step, CHECK, check_of(council, number))


def check_of(council: str, number: int) -> Arguments:
    """What tells the check of a list from other work."""
    return {"council": council, "list": number}
