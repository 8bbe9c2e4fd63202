"""Place the payments of one file: each to the account that the rules are sure of, or to suspense.

A night may have thousands of small files, and to put these statements together takes far longer than the
database needs for a few rows: they are made once for contracts of the same fund patterns, and filled in for
each file.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    case,
    exists,
    false,
    func,
    insert,
    literal,
    select,
    text,
)

from paycards.access.contracts import ContractRow
from paycards.channels.columns import OWN_TERMINALS
from paycards.ledger.posting import Transfer, close_batch, closing_of, open_batch, posting_of
from paycards.reconcile.payments.adjustments import ADJUSTMENT, may_end_a_return
from paycards.reconcile.payments.references import FundPatterns
from paycards.reconcile.payments.rules import decisions
from paycards.store.asked_often import AskedOften, asked_often
from paycards.store.key_guards import set_aside
from paycards.store.step import Step
from paycards.store.sums import whole_sum
from paycards.store.tables.files import files
from paycards.store.tables.ledger import batches, postings
from paycards.store.tables.lines import duplicates, lines, reused_receipts, same_line
from paycards.store.tables.payment_days import payment_days
from paycards.store.tables.suspense import suspense_items

LARGE_ROWS = 10_000  # of a file for which PostgreSQL is told to look again
MOST_STATEMENTS = 500  # that are kept: a few for each set of fund patterns
OF_FILE: BindParameter[int] = bindparam("of_file", type_=BigInteger)
OF_BATCH: BindParameter[int] = bindparam("of_batch", type_=BigInteger)
# The contract's.
OF_COUNCIL: BindParameter[int] = bindparam("of_council", type_=BigInteger)
OF_CONTRACT: BindParameter[int] = bindparam("of_contract", type_=BigInteger)
CLEARING: BindParameter[int] = bindparam("clearing", type_=BigInteger)
TILL: BindParameter[int] = bindparam("till", type_=BigInteger)
SUSPENSE: BindParameter[int] = bindparam("suspense", type_=BigInteger)
# What is posted of a file and could not be placed.
_WAITS = (
    postings.c.file_id == OF_FILE,
    postings.c.step == 0,
    postings.c.batch_id == OF_BATCH,
    postings.c.reason.is_not(None),
)


class Standing(NamedTuple):
    """What there is of a file: its rows, whether any is a reused receipt, a duplicate, an adjustment.

    `begun` says whether its payments are placed already.
    """

    rows: int
    begun: bool
    reused: bool
    repeated: bool
    adjusts: bool


def place_payments(step: Step, contract: ContractRow, file_id: int, file: Standing) -> int:
    """Post every payment of a file and put into suspense what no rule places; return how many there are."""
    connection, rows = step.connection, file.rows
    is_large = connection.dialect.name == "postgresql" and rows > LARGE_ROWS
    if is_large:  # or the planner takes the new file for a few rows; a small sample tells it enough
        connection.execute(text("SET LOCAL default_statistics_target = 10"))
        connection.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
        # Where autovacuum is at work, it would be a second before it gives way: no bad plan costs more.
        connection.execute(text("ANALYZE (SKIP_LOCKED) lines (file_id, kind)"))
    batch_id = open_batch(step, "payments", file_id)
    this = {"of_file": file_id, "of_batch": batch_id}
    terms = _terms(contract)
    post = _post_payments(contract.terms.fund_patterns, file._replace(rows=0))
    with set_aside(connection, postings.name, rows):
        connection.execute(post, this | terms)
    if is_large:
        connection.execute(text("ANALYZE (SKIP_LOCKED) postings (file_id, step, batch_id, reason)"))
    count, any_waits = _close(step, this, file._replace(rows=0), is_large=is_large)
    if any_waits:
        connection.execute(_WAIT_IN_SUSPENSE, this | terms | {"since_day": step.booked_on})
    return count


def standing_of(connection: Connection, file_id: int) -> Standing:
    """Say what there is of a file."""
    return Standing(*connection.execute(_STANDING, {"of_file": file_id}).one())


def undecided_lines(file_id: ColumnElement[int], file: Standing, *, reversal: bool) -> Select[Any]:
    """Select a file's payments, or its reversals, without duplicates.

    `reused` marks reused receipts, `ends_a_return` adjustments that a return in transit fits; a file that has
    none of them has no such column, but for reversals.
    """
    kind = lines.c.kind == "reversal" if reversal else lines.c.kind != "reversal"
    marked = select(lines)
    if file.reused or reversal:
        reused = _among(reused_receipts) if file.reused else false()
        marked = marked.add_columns(reused.label("reused"))
    if file.adjusts:
        marked = marked.add_columns(may_end_a_return(lines.c).label("ends_a_return"))
    query = marked.where(lines.c.file_id == file_id, kind)
    return query.where(~_among(duplicates)) if file.repeated else query


def _among(table: Table) -> ColumnElement[bool]:
    """Whether a line is in a table of lines."""
    return exists().where(same_line(table, lines))


def _any_in(table: Table) -> ColumnElement[bool]:
    return exists().where(table.c.file_id == OF_FILE)


_ADJUSTS = exists().where(payment_days.c.file_id == OF_FILE, payment_days.c.network == ADJUSTMENT)
_BEGUN = exists().where(batches.c.file_id == OF_FILE, batches.c.kind == "payments")
_STANDING = asked_often(
    select(files.c.row_count, _BEGUN, _any_in(reused_receipts), _any_in(duplicates), _ADJUSTS).where(
        files.c.id == OF_FILE
    )
)
# Open a suspense item for each posting of a file's batch that could not be placed.
_WAIT_IN_SUSPENSE = insert(suspense_items).from_select(
    ["council_id", "contract_id", "file_id", "row_no", "reason", "since", "state"],
    select(
        OF_COUNCIL,
        OF_CONTRACT,
        postings.c.file_id,
        postings.c.row_no,
        postings.c.reason,
        bindparam("since_day", type_=suspense_items.c.since.type),
        literal("open"),
    )
    .where(*_WAITS)
    .order_by(postings.c.row_no),
)


def _terms(contract: ContractRow) -> dict[str, int]:
    return {
        OF_COUNCIL.key: contract.council_id,
        OF_CONTRACT.key: contract.id,
        CLEARING.key: contract.clearing_id,
        TILL.key: contract.till_id,
        SUSPENSE.key: contract.suspense_id,
    }


@lru_cache(MOST_STATEMENTS)
def _post_payments(patterns: FundPatterns, file: Standing) -> AskedOften:
    candidates = undecided_lines(OF_FILE, file, reversal=False)
    verdict = decisions(
        candidates.subquery("line"),
        OF_COUNCIL,
        patterns,
        keep=("file_id", "row_no", "network", "amount_pence"),
    ).subquery("decided")
    transfer = Transfer(
        file_id=verdict.c.file_id,
        row_no=verdict.c.row_no,
        debit_id=owed_by(verdict.c.network, till_id=TILL, clearing_id=CLEARING),
        credit_id=func.coalesce(verdict.c.account_id, SUSPENSE),
        amount_pence=verdict.c.amount_pence,
        rule=verdict.c.rule,
        reason=verdict.c.reason,
    )
    return asked_often(posting_of(OF_BATCH, transfer))


def _close(step: Step, this: dict[str, int], file: Standing, *, is_large: bool) -> tuple[int, bool]:
    """Close the batch with what the lines themselves add up to; say how many there are, and if any waits.

    PostgreSQL lets helpers count only where nothing is written with it, and a small file needs none. Of a
    large file some always may wait.
    """
    if not is_large:
        count, any_waits = step.connection.execute(_closing(file), this).one()
        return int(count), bool(any_waits)
    count, pence = step.connection.execute(_payment_totals(file), this).one()
    close_batch(step, this["of_batch"], count, pence)
    return int(count), True


@lru_cache
def _closing(file: Standing) -> AskedOften:
    return asked_often(closing_of(OF_BATCH, _payment_totals(file)).returning(exists().where(*_WAITS)))


@lru_cache
def _payment_totals(file: Standing) -> Select[int, int]:
    return control_totals(undecided_lines(OF_FILE, file, reversal=False))


def control_totals(candidates: Select[Any]) -> Select[int, int]:
    """Count and sum the lines themselves, for the database to compare with what was posted."""
    line = candidates.subquery("control")
    total = whole_sum(line.c.amount_pence)
    return select(func.count(), total).select_from(line)


def owed_by(
    network: ColumnElement[str], *, till_id: ColumnElement[int], clearing_id: ColumnElement[int]
) -> ColumnElement[int]:
    """Debit the supplier's clearing account; cash at the council's own terminal was never the supplier's."""
    return case((network == OWN_TERMINALS, till_id), else_=clearing_id)
