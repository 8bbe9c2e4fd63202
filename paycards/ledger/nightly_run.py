"""A night's run for one council: the postings that leave with it, and those that it holds back.

Each batch leaves in exactly one run. A posting of it that fits no file of its fund is held back by that run,
and leaves by itself with a later one, once. So what a run sent is: the postings of its batches, without those
that it held back, with those that an earlier run had held back. Everything here reads no more than that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    insert,
    literal,
    select,
    update,
)

from paycards.ledger.leaving import KEY, Leaving, is_posting, leaving_postings
from paycards.store.tables.ledger import batch_controls, batches
from paycards.store.tables.outgoing import outgoing_batches, outgoing_held, outgoing_runs

if TYPE_CHECKING:
    import pandas as pd


def newest_night(connection: Connection, council_id: int) -> dt.date | None:
    """The latest night for which the council has a run; None before the first."""
    newest = select(func.max(outgoing_runs.c.night)).where(outgoing_runs.c.council_id == council_id)
    found: dt.date | None = connection.execute(newest).scalar()
    return found


def was_made(connection: Connection, council_id: int, night: dt.date) -> bool:
    """Tell whether the council has its run of this night."""
    made = select(outgoing_runs.c.id).where(
        outgoing_runs.c.council_id == council_id, outgoing_runs.c.night == night
    )
    return connection.execute(made).first() is not None


def to_leave(connection: Connection, council_id: int) -> Leaving:
    """Which postings have not left: those of every batch that no run has claimed, and those held back."""
    waiting, held = _waiting(council_id), _is_held(council_id)
    some = select(batch_controls.c.batch_id).where(
        batch_controls.c.postings > 0, batch_controls.c.batch_id.in_(waiting)
    )
    if connection.execute(some.limit(1)).first() is None:
        return Leaving(false(), held)
    return Leaving(batches.c.id.in_(waiting), held)


def held_keys(connection: Connection, council_id: int) -> set[tuple[int, ...]]:
    """The KEY of each posting that an earlier run held back and that has not left."""
    query = select(*(outgoing_held.c[name] for name in KEY)).where(_is_held(council_id))
    return {tuple(row) for row in connection.execute(query)}


def sent_postings(connection: Connection, run_id: int) -> pd.DataFrame:
    """The postings that left with a run, in LEAVING_COLUMNS and in the order received."""
    of_run = batches.c.id.in_(select(outgoing_batches.c.batch_id).where(outgoing_batches.c.run_id == run_id))
    kept_back = exists().where(is_posting(outgoing_held), outgoing_held.c.run_id == run_id)
    return leaving_postings(connection, Leaving(of_run, outgoing_held.c.left_run_id == run_id, (~kept_back,)))


def begin_run(connection: Connection, council_id: int, night: dt.date, at: dt.datetime) -> int:
    """Open the council's run of this night, and claim every batch that has not left; return the run's id.

    The caller holds the council's lock.
    """
    new = insert(outgoing_runs).values(council_id=council_id, night=night, written_at=at)
    run_id = int(connection.execute(new.returning(outgoing_runs.c.id)).scalar_one())
    claimed = _waiting(council_id).add_columns(literal(run_id))
    connection.execute(insert(outgoing_batches).from_select(["batch_id", "run_id"], claimed))
    return run_id


def hold_back(connection: Connection, run_id: int, keys: Collection[tuple[int, ...]]) -> None:
    """Hold back postings of the run's batches, each by its KEY."""
    if keys:
        rows = [dict(zip(KEY, key, strict=True), run_id=run_id) for key in keys]
        connection.execute(insert(outgoing_held), rows)


def let_go(connection: Connection, run_id: int, keys: Collection[tuple[int, ...]]) -> None:
    """Let postings that earlier runs held back leave with this one, each by its KEY."""
    if keys:
        this = and_(*(outgoing_held.c[name] == bindparam(f"this_{name}") for name in KEY))
        leave = update(outgoing_held).where(this).values(left_run_id=run_id)
        connection.execute(leave, [{f"this_{n}": v for n, v in zip(KEY, key, strict=True)} for key in keys])


def _waiting(council_id: int) -> Select[tuple[int]]:
    return select(batches.c.id).where(
        batches.c.council_id == council_id, ~exists().where(outgoing_batches.c.batch_id == batches.c.id)
    )


def _is_held(council_id: int) -> ColumnElement[bool]:
    runs = select(outgoing_runs.c.id).where(outgoing_runs.c.council_id == council_id)
    return and_(outgoing_held.c.left_run_id.is_(None), outgoing_held.c.run_id.in_(runs))
