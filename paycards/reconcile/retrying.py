"""Try again what waits in suspense and no person has taken up: a card, account or original may have come."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    FromClause,
    Integer,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    false,
    func,
    insert,
    literal,
    null,
    select,
    update,
)

from paycards.ledger.batches import Booking, close_batch, open_batch
from paycards.reconcile.offsetting import (
    DECIDED,
    decide_into,
    decided_reversals_columns,
    settle_originals,
)
from paycards.reconcile.placing import POSTING
from paycards.reconcile.rules import decisions
from paycards.store.councils import ContractRow
from paycards.store.tables import lines, postings, suspense_items
from paycards.store.tables.suspense import REASONS_OF_REVERSALS, RECEIPT_REUSED
from paycards.store.temporary import temporary


def retry_suspense(connection: Connection, row: ContractRow, booking: Booking) -> int:
    """Post what is sure now, bring the other reasons up to date; return how many items changed.

    Payments first, then reversals: an original that has just been placed takes its reversal along.
    """
    return _retry_payments(connection, row, booking) + _retry_reversals(connection, row, booking)


def _waiting(row: ContractRow, *, reversal: bool) -> Select[tuple[object, ...]]:
    """Select the lines of open items; the reason tells reversals too, so that few lines need be read.

    A reused receipt is left to a person.
    """
    kind = lines.c.kind == "reversal" if reversal else lines.c.kind != "reversal"
    of_reversals = suspense_items.c.reason.in_(REASONS_OF_REVERSALS)
    of_payments = suspense_items.c.reason.not_in((*REASONS_OF_REVERSALS, RECEIPT_REUSED))
    return (
        select(lines, false().label("reused"))
        .join(
            suspense_items,
            and_(suspense_items.c.file_id == lines.c.file_id, suspense_items.c.row_no == lines.c.row_no),
        )
        .where(
            suspense_items.c.council_id == row.council_id,
            suspense_items.c.contract_id == row.id,
            suspense_items.c.state == "open",
            suspense_items.c.taken_by.is_(None),
            of_reversals if reversal else of_payments,
            kind,
        )
    )


def _retry_payments(connection: Connection, row: ContractRow, booking: Booking) -> int:
    columns = (
        Column("file_id", BigInteger, nullable=False),
        Column("row_no", Integer, nullable=False),
        Column("amount_pence", BigInteger, nullable=False),
        Column("account_id", BigInteger),
        Column("rule", String),
        Column("reason", String),
    )
    with temporary(connection, "retried", *columns) as retried:
        waiting = _waiting(row, reversal=False).subquery("line")
        verdict = decisions(
            waiting,
            row.council_id,
            row.contract.fund_patterns,
            keep=("file_id", "row_no", "amount_pence"),
        ).subquery("decided")
        connection.execute(
            insert(retried).from_select(
                [column.name for column in retried.c],
                select(*(verdict.c[column.name] for column in retried.c)),
            )
        )
        return _move(connection, row, retried, booking)


def _retry_reversals(connection: Connection, row: ContractRow, booking: Booking) -> int:
    with temporary(connection, "decided_reversals", *decided_reversals_columns()) as decided:
        decide_into(connection, decided, _waiting(row, reversal=True), row)
        nothing = cast(null(), String)
        settled = decided.c.outcome.in_(DECIDED)
        retried = select(
            decided,
            case((settled, "reversal"), else_=nothing).label("rule"),
            case((settled, nothing), else_=decided.c.outcome).label("reason"),
        ).subquery("retried")
        moved = _move(connection, row, retried, booking)
        offset = connection.execute(select(func.count()).where(decided.c.outcome == "offset")).scalar_one()
        settle_originals(connection, row, decided, booking)
        return moved + int(offset)


def _move(connection: Connection, row: ContractRow, retried: FromClause | Table, booking: Booking) -> int:
    """Move what has an account now out of suspense; return how many items changed."""
    placed = retried.c.account_id.is_not(None)
    total = cast(func.coalesce(func.sum(retried.c.amount_pence), 0), BigInteger)
    count, pence = connection.execute(select(func.count(), total).where(placed)).one()
    if count:
        _post(connection, row, retried, booking, (int(count), int(pence)))
    return int(count) + _renew_reasons(connection, retried)


def _post(
    connection: Connection,
    row: ContractRow,
    retried: FromClause,
    booking: Booking,
    totals: tuple[int, int],
) -> None:
    batch_id = open_batch(connection, row.council_id, "retries", booking)
    placed = retried.c.account_id.is_not(None)
    connection.execute(
        insert(postings).from_select(
            POSTING,
            select(
                retried.c.file_id,
                retried.c.row_no,
                next_step(retried),
                literal(batch_id),
                literal(row.suspense_id, BigInteger),
                retried.c.account_id,
                retried.c.amount_pence,
                retried.c.rule,
                cast(null(), String),
            ).where(placed),
        )
    )
    close_batch(connection, batch_id, *totals)
    this = and_(retried.c.file_id == suspense_items.c.file_id, retried.c.row_no == suspense_items.c.row_no)
    connection.execute(
        update(suspense_items)
        .where(this, placed, suspense_items.c.state == "open")
        .values(
            state="posted", account_id=retried.c.account_id, rule=retried.c.rule, closed_on=booking.booked_on
        )
    )


def next_step(of: FromClause):  # type: ignore[no-untyped-def]
    """The step after the last posting of a line."""
    earlier = postings.alias("earlier")
    return (
        select(func.max(earlier.c.step) + 1)
        .where(earlier.c.file_id == of.c.file_id, earlier.c.row_no == of.c.row_no)
        .correlate(of)
        .scalar_subquery()
    )


def _renew_reasons(connection: Connection, retried: FromClause) -> int:
    this = and_(retried.c.file_id == suspense_items.c.file_id, retried.c.row_no == suspense_items.c.row_no)
    return connection.execute(
        update(suspense_items)
        .where(
            this,
            suspense_items.c.state == "open",
            retried.c.reason.is_not(None),
            retried.c.reason != suspense_items.c.reason,
        )
        .values(reason=retried.c.reason)
    ).rowcount
