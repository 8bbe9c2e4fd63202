"""Carry out what was decided about the reversals of a file.

One whose original was split waits in suspense until the same night tries suspense again, and goes out in
parts then: what a line does first is one posting.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    Table,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    select,
)

from paycards.access.contracts import ContractRow
from paycards.ledger.posting import NOTHING, Transfer, close_batch, open_batch, post
from paycards.reconcile.payments.decided_reversals import (
    AT_ONCE,
    decide_into,
    decided_reversals_columns,
    settle_originals,
)
from paycards.reconcile.payments.placing import control_totals, owed_by, standing_of, undecided_lines
from paycards.reconcile.payments.reversals import SHARED
from paycards.store.step import Step
from paycards.store.tables.suspense import suspense_items
from paycards.store.temporary import temporary


def place_reversals(step: Step, contract: ContractRow, file_id: int) -> None:
    """Decide the reversals of one file, all payments of the council being decided already."""
    connection = step.connection
    candidates = undecided_lines(literal(file_id), standing_of(connection, file_id), reversal=True)
    with temporary(connection, "decided_reversals", *decided_reversals_columns()) as decided:
        decide_into(connection, decided, candidates, contract)
        batch_id = open_batch(step, "reversals", file_id)
        settled = decided.c.outcome.in_(AT_ONCE)
        transfer = Transfer(
            file_id=decided.c.file_id,
            row_no=decided.c.row_no,
            debit_id=owed_by(
                decided.c.network,
                till_id=literal(contract.till_id, BigInteger),
                clearing_id=literal(contract.clearing_id, BigInteger),
            ),
            credit_id=func.coalesce(decided.c.account_id, contract.suspense_id),
            amount_pence=decided.c.amount_pence,
            rule=case((settled, "reversal"), else_=NOTHING),
            reason=case((settled, NOTHING), else_=_waits_as(decided)),
        )
        post(step, batch_id, transfer)
        count, pence = connection.execute(control_totals(candidates)).one()
        close_batch(step, batch_id, count, pence)
        _open_items(step, contract, decided)
        settle_originals(step, contract, decided, AT_ONCE)


def _waits_as(decided: Table) -> ColumnElement[str]:
    """The reason for which a reversal waits: for its parts, as one whose original is not placed yet."""
    return case((decided.c.outcome.in_(("offset", SHARED)), "no_original"), else_=decided.c.outcome)


def _open_items(step: Step, contract: ContractRow, decided: Table) -> None:
    """Give each reversal that is not posted its suspense item; an offset one is closed at once."""
    offset = decided.c.outcome == "offset"
    items = select(
        literal(contract.council_id),
        literal(contract.id),
        decided.c.file_id,
        decided.c.row_no,
        _waits_as(decided),
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
