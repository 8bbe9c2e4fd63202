"""The problems that need a person, as people see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from paycards.access.reading import Reading
from paycards.store.tables import contracts, councils, problems


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
