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

from paycards.access.contracts import ContractRow
from paycards.ledger.posting import NOTHING, Transfer, close_batch, open_batch, post
from paycards.reconcile.payments.placing import control_totals, owed_by, undecided_lines
from paycards.reconcile.payments.reversals import reversal_decisions
from paycards.store.step import Step
from paycards.store.tables import reversals, suspense_items
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


def place_reversals(step: Step, contract: ContractRow, file_id: int) -> None:
    """Decide the reversals of one file, all payments of the council being decided already."""
    connection = step.connection
    candidates = undecided_lines(connection, file_id, reversal=True)
    with temporary(connection, "decided_reversals", *decided_reversals_columns()) as decided:
        decide_into(connection, decided, candidates, contract)
        batch_id = open_batch(step, "reversals", file_id)
        settled = decided.c.outcome.in_(DECIDED)
        transfer = Transfer(
            file_id=decided.c.file_id,
            row_no=decided.c.row_no,
            debit_id=owed_by(contract, decided.c.network),
            credit_id=func.coalesce(decided.c.account_id, contract.suspense_id),
            amount_pence=decided.c.amount_pence,
            rule=case((settled, "reversal"), else_=NOTHING),
            reason=case((settled, NOTHING), else_=decided.c.outcome),
        )
        post(step, batch_id, transfer)
        close_batch(step, batch_id, *control_totals(connection, candidates))
        _open_items(step, contract, decided)
        settle_originals(step, contract, decided)


def decide_into(
    connection: Connection, decided: Table, candidates: Select[tuple[object, ...]], contract: ContractRow
) -> None:
    """Fill the table of decisions."""
    verdict = reversal_decisions(candidates.subquery("line"), contract.id).subquery("verdict")
    placed = case((verdict.c.outcome == "posted", verdict.c.account_id), else_=cast(null(), BigInteger))
    columns = [placed if column.name == "account_id" else verdict.c[column.name] for column in decided.c]
    connection.execute(insert(decided).from_select([column.name for column in decided.c], select(*columns)))


def _open_items(step: Step, contract: ContractRow, decided: Table) -> None:
    """Give each reversal that is not posted its suspense item; an offset one is closed at once."""
    offset = decided.c.outcome == "offset"
    items = select(
        literal(contract.council_id),
        literal(contract.id),
        decided.c.file_id,
        decided.c.row_no,
        case((offset, "no_original"), else_=decided.c.outcome),
        literal(step.booked_on),
        case((offset, "offset"), else_="open"),
        case((offset, "reversal"), else_=cast(null(), String)),
        case((offset, step.booked_on), else_=cast(null(), suspense_items.c.closed_on.type)),
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
    step.connection.execute(
        insert(suspense_items).from_select(names, items.order_by(decided.c.file_id, decided.c.row_no))
    )


def settle_originals(step: Step, contract: ContractRow, decided: Table) -> None:
    """Write down which line took back which, and let offset originals leave suspense."""
    taken_back = select(
        decided.c.file_id,
        decided.c.row_no,
        decided.c.original_file_id,
        decided.c.original_row_no,
        literal(contract.council_id),
    ).where(decided.c.outcome.in_(DECIDED))
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
            and_(decided.c.file_id == suspense_items.c.file_id, decided.c.row_no == suspense_items.c.row_no),
        ),
    )
    step.connection.execute(
        update(suspense_items)
        .where(suspense_items.c.state == "open", suspense_items.c.contract_id == contract.id, leaves)
        .values(state="offset", rule="reversal", closed_on=step.booked_on)
    )
