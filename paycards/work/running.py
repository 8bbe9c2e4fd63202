"""What a worker does with a row: take it, tell how far it is, end it. Only whoever holds it may write to it.

A worker that was held up for so long that another took its work over finds that it holds nothing any more.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Update, select, update

from paycards.store.tables.councils import councils
from paycards.store.tables.work import work

MOST_OF_A_REASON = 1000  # characters


@dataclass(frozen=True)
class Held:
    """Work that a worker has taken; `council` is empty where it is of the whole installation."""

    id: int
    kind: str
    council: str
    arguments: Mapping[str, Any]
    asked_by: str
    attempt: int
    worker: str


@dataclass(frozen=True)
class HowFar:
    """How far work has come: what is being done, and how many of how many; 0 where nothing is counted."""

    doing: str = ""
    done: int = 0
    total: int = 0


def anything_waits(connection: Connection) -> bool:
    """Tell whether there is work that nobody has begun."""
    return connection.execute(select(work.c.id).where(work.c.state == "waiting").limit(1)).first() is not None


def take(connection: Connection, worker: str, at: dt.datetime) -> Held | None:
    """Take the oldest work that waits, if any; several workers never take the same."""
    query = select(work.c.id).where(work.c.state == "waiting").order_by(work.c.id).limit(1)
    found = connection.execute(query.with_for_update(skip_locked=True)).scalar()
    return None if found is None else _taken(connection, found, worker, at)


def take_this(connection: Connection, work_id: int, worker: str, at: dt.datetime) -> Held | None:
    """Take one piece of work that was just asked for, if it still waits."""
    query = select(work.c.id).where(work.c.id == work_id, work.c.state == "waiting")
    found = connection.execute(query.with_for_update(skip_locked=True)).scalar()
    return None if found is None else _taken(connection, found, worker, at)


def _taken(connection: Connection, found: int, worker: str, at: dt.datetime) -> Held:
    values = {"state": "running", "worker": worker, "began_at": at, "heartbeat_at": at}
    values |= {"doing": "", "done": 0, "total": 0}
    its = work.c.id == found
    connection.execute(update(work).where(its).values(attempt=work.c.attempt + 1, **values))
    row = connection.execute(select(work, councils.c.code).outerjoin(councils).where(its)).one()
    return Held(
        row.id, row.kind, row.code or "", json.loads(row.arguments), row.asked_by, row.attempt, worker
    )


def beat(connection: Connection, held: Held, far: HowFar, at: dt.datetime) -> bool:
    """Say that the work goes on, and how far it is. False: it was taken away."""
    values = {"heartbeat_at": at, "doing": far.doing, "done": far.done, "total": far.total}
    return connection.execute(_of(held).values(**values)).rowcount == 1


def finish(connection: Connection, held: Held, result: Mapping[str, object], at: dt.datetime) -> bool:
    """Say that it is done, and what came of it. False: it was taken away."""
    values = {"state": "done", "ended_at": at, "reason": "", "result": json.dumps(dict(result), default=str)}
    return connection.execute(_of(held).values(**values)).rowcount == 1


def fail(connection: Connection, held: Held, reason: str, at: dt.datetime) -> bool:
    """Say that it failed, and why in words. False: it was taken away."""
    values = {"state": "failed", "ended_at": at, "reason": reason[:MOST_OF_A_REASON]}
    return connection.execute(_of(held).values(**values)).rowcount == 1


def give_back(connection: Connection, held: Held, reason: str) -> bool:
    """Let it wait again, because its worker is stopping. False: it was taken away."""
    return connection.execute(_of(held).values(state="waiting", reason=reason)).rowcount == 1


def _of(held: Held) -> Update:
    return update(work).where(
        work.c.id == held.id,
        work.c.state == "running",
        work.c.worker == held.worker,
        work.c.attempt == held.attempt,
    )
