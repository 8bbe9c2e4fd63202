"""Place the payments of one file: each to the account that the rules are sure of, or to suspense."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Table,
    case,
    cast,
    exists,
    false,
    func,
    insert,
    literal,
    select,
    text,
)

from paycards.access.contracts import ContractRow
from paycards.ledger.posting import Transfer, close_batch, open_batch, post
from paycards.reconcile.payments.rules import decisions
from paycards.store.key_guards import set_aside
from paycards.store.step import Step
from paycards.store.tables import duplicates, files, lines, postings, reused_receipts, suspense_items

LARGE_ROWS = 10_000  # of a file for which PostgreSQL is told to look again


def place_payments(step: Step, contract: ContractRow, file_id: int) -> int:
    """Post every payment of a file and put into suspense what no rule places; return how many there are."""
    connection = step.connection
    candidates = undecided_lines(connection, file_id, reversal=False)
    rows = row_count(connection, file_id)
    is_large = connection.dialect.name == "postgresql" and rows > LARGE_ROWS
    if is_large:  # or the planner takes the new file for a few rows; a small sample tells it enough
        connection.execute(text("SET LOCAL default_statistics_target = 10"))
        # Where autovacuum is at work, it would be a second before it gives way: no bad plan costs more.
        connection.execute(text("ANALYZE (SKIP_LOCKED) lines (file_id, kind)"))
    batch_id = open_batch(step, "payments", file_id)
    verdict = decisions(
        candidates.subquery("line"),
        contract.council_id,
        contract.terms.fund_patterns,
        keep=("file_id", "row_no", "network", "amount_pence"),
    ).subquery("decided")
    transfer = Transfer(
        file_id=verdict.c.file_id,
        row_no=verdict.c.row_no,
        debit_id=owed_by(contract, verdict.c.network),
        credit_id=func.coalesce(verdict.c.account_id, contract.suspense_id),
        amount_pence=verdict.c.amount_pence,
        rule=verdict.c.rule,
        reason=verdict.c.reason,
    )
    with set_aside(connection, postings.name, rows):
        post(step, batch_id, transfer)
    if is_large:
        connection.execute(text("ANALYZE (SKIP_LOCKED) postings (file_id, step, batch_id, reason)"))
    count, pence = control_totals(connection, candidates)
    close_batch(step, batch_id, count, pence)
    put_into_suspense(step, contract, file_id, batch_id)
    return count


def undecided_lines(connection: Connection, file_id: int, *, reversal: bool) -> Select[tuple[object, ...]]:
    """Select a file's payments, or its reversals, without duplicates; `reused` marks reused receipts."""
    kind = lines.c.kind == "reversal" if reversal else lines.c.kind != "reversal"
    reused = _among(connection, reused_receipts, file_id).label("reused")
    duplicate = _among(connection, duplicates, file_id)
    return select(lines, reused).where(lines.c.file_id == file_id, kind, ~duplicate)


def _among(connection: Connection, table: Table, file_id: int) -> ColumnElement[bool]:
    """Whether a line of the file is in a table of lines; no line is asked where the file has none there."""
    if connection.execute(select(table.c.row_no).where(table.c.file_id == file_id).limit(1)).first() is None:
        return false()
    return exists().where(table.c.file_id == lines.c.file_id, table.c.row_no == lines.c.row_no)


def control_totals(connection: Connection, candidates: Select[tuple[object, ...]]) -> tuple[int, int]:
    """Count and sum the lines themselves, for the database to compare with what was posted."""
    line = candidates.subquery("control")
    total = cast(func.coalesce(func.sum(line.c.amount_pence), 0), BigInteger)
    count, pence = connection.execute(select(func.count(), total).select_from(line)).one()
    return int(count), int(pence)


def owed_by(contract: ContractRow, network: ColumnElement[str]) -> ColumnElement[int]:
    """Debit the supplier's clearing account; cash at the council's own terminal was never the supplier's."""
    return case(
        (network == "terminal", literal(contract.till_id, BigInteger)),
        else_=literal(contract.clearing_id, BigInteger),
    )


def put_into_suspense(step: Step, contract: ContractRow, file_id: int, batch_id: int) -> None:
    """Open a suspense item for each posting of a file's batch that could not be placed."""
    waiting = select(
        literal(contract.council_id),
        literal(contract.id),
        postings.c.file_id,
        postings.c.row_no,
        postings.c.reason,
        literal(step.booked_on),
        literal("open"),
    ).where(
        postings.c.file_id == file_id,
        postings.c.step == 0,
        postings.c.batch_id == batch_id,
        postings.c.reason.is_not(None),
    )
    names = ["council_id", "contract_id", "file_id", "row_no", "reason", "since", "state"]
    step.connection.execute(insert(suspense_items).from_select(names, waiting.order_by(postings.c.row_no)))


def row_count(connection: Connection, file_id: int) -> int:
    """How many rows a file has, by its record."""
    query = select(files.c.row_count).where(files.c.id == file_id)
    return int(connection.execute(query).scalar_one())
