"""The problems that need a person, as people see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from paycards.access.reading import Reading
from paycards.errors import NotFound
from paycards.problems import BLOCKING
from paycards.store.tables.audit import problems
from paycards.store.tables.councils import contracts, councils


@dataclass(frozen=True)
class Problem:
    """A problem; open while `closed_at` is None. `council` and `contract` are empty where it has none."""

    id: int
    council: str
    contract: str
    kind: str
    subject: str
    message: str
    action: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    closed_by: str | None
    note: str | None


def problems_seen(seen: Reading, *, closed_too: bool) -> list[Problem]:
    """Return the open problems, or all there ever were, oldest first."""
    query = _PROBLEMS.where(seen.covers(problems.c.council_id))
    if not closed_too:
        query = query.where(problems.c.closed_at.is_(None))
    return [Problem(**found._mapping) for found in seen.connection.execute(query)]


@dataclass(frozen=True)
class ProblemCounts:
    """How many problems are open, how many of them block, and how many there are of each kind."""

    open: int
    blocking: int
    kinds: dict[str, int]

    def of(self, *kinds: str) -> int:
        """How many are open of these kinds."""
        return sum(self.kinds.get(kind, 0) for kind in kinds)


def count_problems(seen: Reading) -> ProblemCounts:
    """Count the open problems."""
    query = select(problems.c.kind, func.count()).where(_is_open(seen)).group_by(problems.c.kind)
    kinds: dict[str, int] = dict(seen.connection.execute(query.order_by(problems.c.kind)).all())
    blocking = sum(count for kind, count in kinds.items() if kind in BLOCKING)
    return ProblemCounts(sum(kinds.values()), blocking, kinds)


def problems_after(
    seen: Reading, kinds: Collection[str] = (), *, after: int = 0, most: int = 50
) -> list[Problem]:
    """Return the next open problems by id, of some kinds or all."""
    query = _PROBLEMS.where(_is_open(seen), problems.c.id > after).limit(most)
    if kinds:
        query = query.where(problems.c.kind.in_(kinds))
    return [Problem(**found._mapping) for found in seen.connection.execute(query)]


def problem_seen(seen: Reading, problem_id: int) -> Problem:
    """Return one problem, open or closed. Raises NotFound."""
    query = _PROBLEMS.where(problems.c.id == problem_id, seen.covers(problems.c.council_id))
    found = seen.connection.execute(query).first()
    if found is None:
        raise NotFound("problem", problem_id)
    return Problem(**found._mapping)


def first_fault(seen: Reading) -> str:
    """Say what did not work in the night, the first of it; empty where all did."""
    query = select(problems.c.message).where(_is_open(seen), problems.c.kind == "fault")
    return seen.connection.execute(query.order_by(problems.c.id).limit(1)).scalar() or ""


def _is_open(seen: Reading) -> ColumnElement[bool]:
    return and_(problems.c.closed_at.is_(None), seen.covers(problems.c.council_id))


def shown(connection: Connection, problem_id: int) -> Problem:
    """Return one problem as the list shows it."""
    return Problem(**connection.execute(_PROBLEMS.where(problems.c.id == problem_id)).one()._mapping)


_PROBLEMS: Select[Any] = (
    select(
        problems.c.id,
        func.coalesce(councils.c.code, "").label("council"),
        func.coalesce(contracts.c.code, "").label("contract"),
        *(problems.c[name] for name in list(Problem.__dataclass_fields__)[3:]),
    )
    .outerjoin(councils, councils.c.id == problems.c.council_id)
    .outerjoin(contracts, contracts.c.id == problems.c.contract_id)
    .order_by(problems.c.id)
)
