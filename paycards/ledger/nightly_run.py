"""A night's run for one council: the postings that leave with it, and those that it holds back.

Each batch leaves in exactly one run. A posting of it that fits no file of its fund is held back by that run,
and leaves by itself with a later one, once. So what a run sent is: the postings of its batches, without those
that it held back, with those that an earlier run had held back. Everything here reads no more than that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
    union_all,
    update,
)

from paycards.store.frames import read_frame
from paycards.store.tables import (
    accounts,
    batch_controls,
    batches,
    files,
    ledger_accounts,
    lines,
    outgoing_batches,
    outgoing_held,
    outgoing_runs,
    postings,
)

if TYPE_CHECKING:
    import pandas as pd

KEY = tuple(column.name for column in postings.primary_key.columns)  # file_id, row_no, step, part
LEAVING_COLUMNS: dict[str, str] = {  # one row a posting; fund and reference are empty where no customer is
    **dict.fromkeys(KEY, "int64"),
    "debit_id": "int64",
    "credit_id": "int64",
    "amount_pence": "int64",
    "booked_on": "category",
    "paid_on": "category",
    "network": "category",
    "receipt": "str",
    "fund": "category",  # of the account that is credited
    "reference": "str",
}
TOGETHER = 500  # numbers in one question to the database


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


def waiting_postings(connection: Connection, council_id: int) -> pd.DataFrame:
    """The postings that have not left, in LEAVING_COLUMNS and in the order received.

    Those of every batch that no run has claimed, and those that earlier runs held back.
    """
    waiting, held = _waiting(council_id), _is_held(council_id)
    some = select(batch_controls.c.batch_id).where(
        batch_controls.c.postings > 0, batch_controls.c.batch_id.in_(waiting)
    )
    if connection.execute(some.limit(1)).first() is None:
        return _read(connection, _of_held(held))
    if connection.dialect.name == "postgresql":
        # Or the planner takes the night for a few postings, and reads all accounts for each of them.
        connection.execute(text("ANALYZE accounts, batches, outgoing_batches, postings"))
    return _read(connection, *_of_batches(batches.c.id.in_(waiting)), _of_held(held))


def held_keys(connection: Connection, council_id: int) -> set[tuple[int, ...]]:
    """The KEY of each posting that an earlier run held back and that has not left."""
    query = select(*(outgoing_held.c[name] for name in KEY)).where(_is_held(council_id))
    return {tuple(row) for row in connection.execute(query)}


def sent_postings(connection: Connection, run_id: int) -> pd.DataFrame:
    """The postings that left with a run, in LEAVING_COLUMNS and in the order received."""
    of_run = batches.c.id.in_(select(outgoing_batches.c.batch_id).where(outgoing_batches.c.run_id == run_id))
    kept_back = exists().where(_is_posting(outgoing_held), outgoing_held.c.run_id == run_id)
    return _read(
        connection, *_of_batches(of_run, ~kept_back), _of_held(outgoing_held.c.left_run_id == run_id)
    )


def ledger_names(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    """The names of ledger accounts by id."""
    named = select(ledger_accounts.c.id, ledger_accounts.c.name)
    return dict(_rows_of(connection, named, ledger_accounts.c.id, ids))


def customers(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Fund and reference of those ledger accounts that are customers', by id."""
    found = select(accounts.c.id, accounts.c.fund, accounts.c.reference)
    return {row[0]: (row[1], row[2]) for row in _rows_of(connection, found, accounts.c.id, ids)}


def file_names(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    """The names of suppliers' files by id."""
    return dict(_rows_of(connection, select(files.c.id, files.c.name), files.c.id, ids))


def _rows_of(
    connection: Connection, query: Select[Any], column: ColumnElement[int], ids: Iterable[int]
) -> list[Any]:
    wanted = sorted(int(each) for each in ids)
    parts = [wanted[start : start + TOGETHER] for start in range(0, len(wanted), TOGETHER)]
    return [tuple(row) for part in parts for row in connection.execute(query.where(column.in_(part)))]


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


def _of_batches(of_batch: ColumnElement[bool], *conditions: ColumnElement[bool]) -> list[Select[Any]]:
    """The postings of batches with their booking day: a batch decides one file, or moves decided lines.

    The zeros stand in the statement itself, so that the database sees which index it may use.
    """
    zero: ColumnElement[int] = literal_column("0")
    of_file = and_(postings.c.file_id == batches.c.file_id, postings.c.step == zero)
    moved = and_(batches.c.file_id.is_(None), postings.c.step > zero)
    return [
        _posting_columns()
        .join_from(batches, postings, and_(postings.c.batch_id == batches.c.id, kind))
        .where(of_batch, *conditions)
        for kind in (of_file, moved)
    ]


def _of_held(condition: ColumnElement[bool]) -> Select[Any]:
    return (
        _posting_columns()
        .join_from(outgoing_held, postings, _is_posting(outgoing_held))
        .join(batches, batches.c.id == postings.c.batch_id)
        .where(condition)
    )


def _is_held(council_id: int) -> ColumnElement[bool]:
    runs = select(outgoing_runs.c.id).where(outgoing_runs.c.council_id == council_id)
    return and_(outgoing_held.c.left_run_id.is_(None), outgoing_held.c.run_id.in_(runs))


def _is_posting(held: Any) -> ColumnElement[bool]:
    return and_(*(held.c[name] == postings.c[name] for name in KEY))


def _posting_columns() -> Select[Any]:
    moved = (postings.c.debit_id, postings.c.credit_id, postings.c.amount_pence)
    return select(*postings.primary_key.columns, *moved, batches.c.booked_on)


def _read(connection: Connection, *arms: Select[Any]) -> pd.DataFrame:
    """Read postings with their payments, and put them in the order in which the payments were received."""
    posting: Subquery = union_all(*arms).subquery("posting")
    query = (
        select(*(posting.c[name] for name in (*KEY, "debit_id", "credit_id", "amount_pence", "booked_on")))
        .add_columns(lines.c.paid_on, lines.c.network, lines.c.receipt)
        .add_columns(
            func.coalesce(accounts.c.fund, "").label("fund"),
            func.coalesce(accounts.c.reference, "").label("reference"),
        )
        .join_from(
            posting,
            lines,
            and_(lines.c.file_id == posting.c.file_id, lines.c.row_no == posting.c.row_no),
        )
        .outerjoin(accounts, accounts.c.id == posting.c.credit_id)
    )
    return read_frame(connection, query, LEAVING_COLUMNS).sort_values(list(KEY), ignore_index=True)
