"""Work as people see it: where it stands, how far it is, what came of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select

from paycards.access.reading import Reading
from paycards.errors import NotFound
from paycards.store.tables.councils import councils
from paycards.store.tables.work import UNENDED, work
from paycards.work.asking import Arguments, as_text


@dataclass(frozen=True)
class ShownWork:
    """One piece of work. `council` is empty where it is of the whole installation."""

    id: int
    kind: str
    council: str
    arguments: Mapping[str, Any]
    state: str
    asked_at: dt.datetime
    asked_by: str
    attempt: int
    began_at: dt.datetime | None
    heartbeat_at: dt.datetime | None
    ended_at: dt.datetime | None
    doing: str
    done: int
    total: int
    reason: str
    result: Mapping[str, Any]

    @property
    def goes_on(self) -> bool:
        """Whether it waits or runs."""
        return self.state in UNENDED

    @property
    def per_cent(self) -> int | None:
        """How much of it is done, in whole per cent; None where nothing is counted."""
        return 100 * min(self.done, self.total) // self.total if self.total else None


def work_seen(seen: Reading, work_id: int) -> ShownWork:
    """Return one piece of work. Raises NotFound."""
    row = seen.connection.execute(_seen(seen).where(work.c.id == work_id)).first()
    if row is None:
        raise NotFound("work", work_id)
    return _shown(row)


def newest_about(seen: Reading, kind: str, arguments: Arguments) -> ShownWork | None:
    """Return the newest work of a kind with these arguments, if it was ever asked for."""
    alike = (work.c.kind == kind, work.c.arguments == as_text(arguments))
    row = seen.connection.execute(_seen(seen).where(*alike).order_by(work.c.id.desc()).limit(1)).first()
    return None if row is None else _shown(row)


def newest_of(seen: Reading, kind: str, most: int) -> list[ShownWork]:
    """Return the newest works of a kind, the newest first."""
    query = _seen(seen).where(work.c.kind == kind).order_by(work.c.id.desc()).limit(most)
    return [_shown(row) for row in seen.connection.execute(query)]


def _seen(seen: Reading) -> Select[Any]:
    query = select(work, councils.c.code).outerjoin(councils)
    return query.where(seen.covers(work.c.council_id))


def _shown(row: Row[Any]) -> ShownWork:
    values = {name: row._mapping[name] for name in ShownWork.__dataclass_fields__ if name in row._mapping}
    values |= {"council": row.code or "", "arguments": json.loads(row.arguments)}
    return ShownWork(**values | {"result": json.loads(row.result or "{}")})
