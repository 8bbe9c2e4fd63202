"""List the problems that need a person."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.problem_list import Problem, problems_seen


def list_problems(visit: Visit, *, closed_too: bool = False, council: str | None = None) -> list[Problem]:
    """Return the open problems, or all there ever were, oldest first. Raises NotFound.

    `council` is a council's code: only its problems.
    """
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        return problems_seen(seen, closed_too=closed_too)
