"""The table of decisions about reversals: described, filled, and what offset originals follow from it."""

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
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from paycards.access.contracts import ContractRow
from paycards.reconcile.payments.reversals import SHARED, reversal_decisions
from paycards.store.step import Step
from paycards.store.tables.lines import reversals, same_line
from paycards.store.tables.suspense import suspense_items

AT_ONCE = ("posted", "offset")
DECIDED = (*AT_ONCE, SHARED)


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


def decide_into(
    connection: Connection, decided: Table, candidates: Select[tuple[object, ...]], contract: ContractRow
) -> None:
    """Fill the table of decisions."""
    verdict = reversal_decisions(candidates.subquery("line"), contract.id).subquery("verdict")
    placed = case((verdict.c.outcome == "posted", verdict.c.account_id), else_=cast(null(), BigInteger))
    columns = [placed if column.name == "account_id" else verdict.c[column.name] for column in decided.c]
    connection.execute(insert(decided).from_select([column.name for column in decided.c], select(*columns)))


def settle_originals(
    step: Step, contract: ContractRow, decided: Table, settled: tuple[str, ...] = DECIDED
) -> None:
    """Write down which line took back which, and let offset originals leave suspense."""
    taken_back = select(
        decided.c.file_id,
        decided.c.row_no,
        decided.c.original_file_id,
        decided.c.original_row_no,
        literal(contract.council_id),
    ).where(decided.c.outcome.in_(settled))
    step.connection.execute(
        insert(reversals).from_select([column.name for column in reversals.c], taken_back)
    )
    leaves = exists().where(
        decided.c.outcome == "offset",
        or_(
            and_(
                decided.c.original_file_id == suspense_items.c.file_id,
                decided.c.original_row_no == suspense_items.c.row_no,
            ),
            same_line(decided, suspense_items),
        ),
    )
    step.connection.execute(
        update(suspense_items)
        .where(suspense_items.c.state == "open", suspense_items.c.contract_id == contract.id, leaves)
        .values(state="offset", rule="reversal", closed_on=step.booked_on)
    )
