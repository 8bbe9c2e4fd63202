"""A night's run for one council: the batches that leave with it, and what its files are made from.

Each batch leaves in exactly one run. Everything here reads the run's own postings only.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
    union_all,
)

from paycards.ledger.legs import entry, legs, source
from paycards.ledger.outgoing import LEG_COLUMNS, POSTING_COLUMNS
from paycards.store.frames import read_frame
from paycards.store.tables import (
    accounts,
    batch_controls,
    batches,
    files,
    ledger_accounts,
    lines,
    outgoing_batches,
    outgoing_runs,
    postings,
)

if TYPE_CHECKING:
    import pandas as pd


def begin_run(connection: Connection, council_id: int, night: dt.date, at: dt.datetime) -> int | None:
    """Open the council's run of this night and claim every batch that has not left; return the run's id.

    None if the night's run was made before, or if no posting waits: then the night stays free for
    the files that are still to come. The caller holds the council's lock.
    """
    waiting = select(batches.c.id).where(
        batches.c.council_id == council_id, ~exists().where(outgoing_batches.c.batch_id == batches.c.id)
    )
    if _was_made(connection, council_id, night) or not _has_postings(connection, waiting):
        return None
    new = insert(outgoing_runs).values(council_id=council_id, night=night, written_at=at)
    run_id = int(connection.execute(new.returning(outgoing_runs.c.id)).scalar_one())
    claimed = waiting.add_columns(literal(run_id))
    connection.execute(insert(outgoing_batches).from_select(["batch_id", "run_id"], claimed))
    if connection.dialect.name == "postgresql":
        # Or the planner takes the night for a few postings, and reads all accounts for each of them.
        connection.execute(text("ANALYZE accounts, batches, outgoing_batches, postings"))
    return run_id


def _was_made(connection: Connection, council_id: int, night: dt.date) -> bool:
    made = select(outgoing_runs.c.id).where(
        outgoing_runs.c.council_id == council_id, outgoing_runs.c.night == night
    )
    return connection.execute(made).first() is not None


def _has_postings(connection: Connection, waiting: Select[Any]) -> bool:
    some = select(batch_controls.c.batch_id).where(
        batch_controls.c.postings > 0, batch_controls.c.batch_id.in_(waiting)
    )
    return connection.execute(some.limit(1)).first() is not None


def fund_postings(connection: Connection, run_id: int, fund: str) -> pd.DataFrame:
    """What the run posted to the customers of a fund, in POSTING_COLUMNS and in the order received.

    What an account is credited with is positive; a debit to it is negative.
    """
    leg = _legs_of(run_id)
    query = (
        select(
            entry(leg).label("entry"),
            leg.c.booked_on.label("entry_date"),
            lines.c.paid_on,
            accounts.c.reference.label("account_reference"),
            lines.c.network,
            (-leg.c.leg_pence).label("amount_pence"),
            lines.c.receipt,
            source(leg).label("source"),
        )
        .select_from(
            leg.join(accounts, accounts.c.id == leg.c.ledger_id)
            .join(lines, _is_line_of(leg))
            .join(files, files.c.id == leg.c.file_id)
        )
        .where(accounts.c.fund == fund)
        .order_by(leg.c.file_id, leg.c.row_no, leg.c.step, leg.c.side)
    )
    return read_frame(connection, query, POSTING_COLUMNS)


def journal_legs(connection: Connection, run_id: int) -> pd.DataFrame:
    """What the run moved on each ledger account, in LEG_COLUMNS: one row a day, network and account.

    The customers of a fund are one control account, customer:<fund>; what nets to nothing is left out.
    """
    leg = _legs_of(run_id)
    account = case(
        (accounts.c.id.is_not(None), "customer:" + accounts.c.fund), else_=ledger_accounts.c.name
    ).label("ledger_account")
    net = cast(func.sum(leg.c.leg_pence), BigInteger)
    group = (leg.c.booked_on.label("entry_date"), lines.c.network.label("channel"), account)
    query = (
        select(*group, net.label("amount_pence"))
        .select_from(
            leg.join(ledger_accounts, ledger_accounts.c.id == leg.c.ledger_id)
            .outerjoin(accounts, accounts.c.id == leg.c.ledger_id)
            .join(lines, _is_line_of(leg))
        )
        .group_by(*group)
        .having(net != 0)
        .order_by(*group)
    )
    return read_frame(connection, query, LEG_COLUMNS)


def _is_line_of(leg: Subquery):  # type: ignore[no-untyped-def]
    return and_(lines.c.file_id == leg.c.file_id, lines.c.row_no == leg.c.row_no)


def _legs_of(run_id: int) -> Subquery:
    return legs(_postings_of(run_id)).subquery("leg")


def _postings_of(run_id: int) -> Subquery:
    """Select the run's postings with their booking day: a batch decides one file, or moves decided lines.

    The zeros stand in the statement itself, so that the database sees which index it may use.
    """
    zero: ColumnElement[int] = literal_column("0")
    of_file = and_(postings.c.file_id == batches.c.file_id, postings.c.step == zero)
    moved = and_(batches.c.file_id.is_(None), postings.c.step > zero)
    return union_all(
        *(
            select(*postings.c, batches.c.booked_on)
            .join_from(outgoing_batches, batches, batches.c.id == outgoing_batches.c.batch_id)
            .join(postings, and_(postings.c.batch_id == batches.c.id, kind))
            .where(outgoing_batches.c.run_id == run_id)
            for kind in (of_file, moved)
        )
    ).subquery("posting")
