"""Carry out what was decided about reversals, new ones and those that waited in suspense."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from paycards.ledger.batches import Booking, close_batch, open_batch
from paycards.reconcile.placing import POSTING, control_totals, owed_by, undecided_lines
from paycards.reconcile.reversals import reversal_decisions
from paycards.store.councils import ContractRow
from paycards.store.tables import postings, reversals, suspense_items
from paycards.store.temporary import temporary

DECIDED = ("posted", "offset")


def decided_reversals_columns() -> tuple[Column[object], ...]:
    """Describe the table of decisions: one row a reversal."""
    return (
        Column("file_id", BigInteger, nullable=False),
        Column("row_no", Integer, nullable=False),
        Column("network", String, nullable=False),
        Column("amount_pence", BigInteger, nullable=False),
        Column("original_file_id", BigInteger),
        Column("original_row_no", Integer),
        Column("account_id", BigInteger),
        Column("outcome", String, nullable=False),
    )


def place_reversals(connection: Connection, row: ContractRow, file_id: int, booking: Booking) -> None:
    """Decide the reversals of one file, all payments of the council being decided already."""
    candidates = undecided_lines(connection, file_id, reversal=True)
    with temporary(connection, "decided_reversals", *decided_reversals_columns()) as decided:
        decide_into(connection, decided, candidates, row)
        batch_id = open_batch(connection, row.council_id, "reversals", booking, file_id)
        reason = case((decided.c.outcome.in_(DECIDED), cast(null(), String)), else_=decided.c.outcome)
        rule = case((decided.c.outcome.in_(DECIDED), "reversal"), else_=cast(null(), String))
        connection.execute(
            insert(postings).from_select(
                POSTING,
                select(
                    decided.c.file_id,
                    decided.c.row_no,
                    literal(0),
                    literal(batch_id),
                    owed_by(row, decided.c.network),
                    func.coalesce(decided.c.account_id, row.suspense_id),
                    decided.c.amount_pence,
                    rule,
                    reason,
                ),
            )
        )
        close_batch(connection, batch_id, *control_totals(connection, candidates))
        _open_items(connection, row, decided, booking)
        settle_originals(connection, row, decided, booking)


def decide_into(
    connection: Connection, decided: Table, candidates: Select[tuple[object, ...]], row: ContractRow
) -> None:
    """Fill the table of decisions."""
    verdict = reversal_decisions(candidates.subquery("line"), row.id).subquery("verdict")
    placed = case((verdict.c.outcome == "posted", verdict.c.account_id), else_=cast(null(), BigInteger))
    columns = [placed if column.name == "account_id" else verdict.c[column.name] for column in decided.c]
    connection.execute(insert(decided).from_select([column.name for column in decided.c], select(*columns)))


def _open_items(connection: Connection, row: ContractRow, decided: Table, booking: Booking) -> None:
    """Give each reversal that is not posted its suspense item; an offset one is closed at once."""
    offset = decided.c.outcome == "offset"
    items = select(
        literal(row.council_id),
        literal(row.id),
        decided.c.file_id,
        decided.c.row_no,
        case((offset, "no_original"), else_=decided.c.outcome),
        literal(booking.booked_on),
        case((offset, "offset"), else_="open"),
        case((offset, "reversal"), else_=cast(null(), String)),
        case((offset, booking.booked_on), else_=cast(null(), suspense_items.c.closed_on.type)),
    ).where(decided.c.outcome != "posted")
    names = [
        "council_id",
        "contract_id",
        "file_id",
        "row_no",
        "reason",
        "since",
        "state",
        "rule",
        "closed_on",
    ]
    connection.execute(
        insert(suspense_items).from_select(names, items.order_by(decided.c.file_id, decided.c.row_no))
    )


def settle_originals(connection: Connection, row: ContractRow, decided: Table, booking: Booking) -> None:
    """Write down which line took back which, and let offset originals leave suspense."""
    taken_back = select(
        decided.c.file_id,
        decided.c.row_no,
        decided.c.original_file_id,
        decided.c.original_row_no,
        literal(row.council_id),
    ).where(decided.c.outcome.in_(DECIDED))
    connection.execute(insert(reversals).from_select([column.name for column in reversals.c], taken_back))
    leaves = exists().where(
        decided.c.outcome == "offset",
        or_(
            and_(
                decided.c.original_file_id == suspense_items.c.file_id,
                decided.c.original_row_no == suspense_items.c.row_no,
            ),
            and_(decided.c.file_id == suspense_items.c.file_id, decided.c.row_no == suspense_items.c.row_no),
        ),
    )
    connection.execute(
        update(suspense_items)
        .where(suspense_items.c.state == "open", suspense_items.c.contract_id == row.id, leaves)
        .values(state="offset", rule="reversal", closed_on=booking.booked_on)
    )
