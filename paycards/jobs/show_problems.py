"""Show what needs a person: the open problems of a council, or one of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.problem_list import (
    Problem,
    ProblemCounts,
    count_problems,
    problem_seen,
    problems_after,
)
from paycards.errors import NotFound
from paycards.problems import KINDS

MOST = 50
NOT_COME, OF_NOT_COME = "not_come", ("gap", "promise")


@dataclass(frozen=True)
class ProblemList:
    """Open problems, the oldest first, of one `kind` or all; `after` is the id to go on from."""

    kind: str
    items: tuple[Problem, ...]
    count: int
    counts: ProblemCounts
    after: int | None
    as_at: dt.datetime


@dataclass(frozen=True)
class ProblemPage:
    """A problem, open or closed."""

    problem: Problem
    may_close: bool
    as_at: dt.datetime

    @property
    def is_open(self) -> bool:
        """Tell whether it still needs a person."""
        return self.problem.closed_at is None

    @property
    def version(self) -> str:
        """What changes when somebody closes it."""
        return "open" if self.is_open else "closed"


def show_problems(visit: Visit, council: str, kind: str = "", *, after: int = 0) -> ProblemList:
    """Return a page of a council's open problems. Raises NotFound for an unknown council or kind."""
    if kind and kind not in {NOT_COME, *(each.code for each in KINDS)}:
        raise NotFound("kind of problem", kind)
    kinds = OF_NOT_COME if kind == NOT_COME else (kind,) if kind else ()
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        counts = count_problems(seen)
        found = problems_after(seen, kinds, after=after, most=MOST + 1)
    return ProblemList(
        kind=kind,
        items=tuple(found[:MOST]),
        count=counts.of(*kinds) if kind else counts.open,
        counts=counts,
        after=found[MOST - 1].id if len(found) > MOST else None,
        as_at=visit.now,
    )


def show_problem(visit: Visit, council: str, problem_id: int) -> ProblemPage:
    """Return a problem of a council. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        may_close = Permission.CLOSE_PROBLEMS in visit.visitor.permissions
        return ProblemPage(problem_seen(seen, problem_id), may_close, visit.now)
