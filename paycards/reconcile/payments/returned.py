"""Money that was given back to a supplier, and the supplier's adjustment that ends it.

Such a return lowers what the supplier owes at once, and is in transit until a later file of the supplier
takes it off: an adjustment of the same amount with the same card or reference. That row is nobody's payment,
so it goes to suspense first. Where exactly one return and one adjustment fit each other, it leaves suspense
for the clearing account, against which it was booked: nothing is owed more or less by it. Where more fit, a
person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from paycards.access.contracts import ContractRow
from paycards.ledger.posting import Transfer, close_batch, next_step, open_batch, post
from paycards.reconcile.payments.references import matched
from paycards.reconcile.subjects import ITEM, waits
from paycards.store.step import Step
from paycards.store.tables import ledger_accounts, lines, postings, reversals, suspense_items
from paycards.store.tables.lines import same_line
from paycards.store.tables.suspense import RETURN_EXPECTED

ADJUSTMENT = "adjustment"  # the network of a supplier's own corrections
RULE = "returned"
BY_HAND = "manual"
Columns = ReadOnlyColumnCollection[str, ColumnElement[Any]]

_returned, _its_line, _its_posting = (
    suspense_items.alias("returned"),
    lines.alias("returned_line"),
    postings.alias("return_posting"),
)


def may_end_a_return(line: Columns) -> ColumnElement[bool]:
    """Whether a line is an adjustment that a return in transit of its contract fits."""
    return and_(
        line.network == ADJUSTMENT,
        line.amount_pence < 0,
        exists(_in_transit(line).with_only_columns(literal(1))),
    )


def end_returns(step: Step, contract: ContractRow) -> int:
    """End each return that exactly one adjustment fits, and no other return; return how many."""
    pairs = _pairs(step, contract)
    adjustments = Counter((row.file_id, row.row_no) for row in pairs)
    returns = Counter((row.original_file_id, row.original_row_no) for row in pairs)
    alone = [
        row
        for row in pairs
        if adjustments[row.file_id, row.row_no] == 1
        and returns[row.original_file_id, row.original_row_no] == 1
    ]
    for row in alone:
        _end(step, contract, row)
    return len(alone)


def _in_transit(line: Columns) -> Select[Any]:
    """The returns of a line's contract that it fits and that nothing has ended."""
    ended = exists().where(
        reversals.c.original_file_id == _returned.c.file_id,
        reversals.c.original_row_no == _returned.c.row_no,
    )
    clearing = select(ledger_accounts.c.id).where(ledger_accounts.c.kind == "clearing")
    same_card = and_(line.card_number != "", _its_line.c.card_number == line.card_number)
    same_reference = and_(
        line.client_reference != "",
        matched(_its_line.c.client_reference) == matched(line.client_reference),
    )
    return (
        select(_returned.c.file_id.label("original_file_id"), _returned.c.row_no.label("original_row_no"))
        .select_from(
            _returned.join(_its_line, same_line(_its_line, _returned)).join(
                _its_posting, same_line(_its_posting, _returned)
            )
        )
        .where(
            _returned.c.contract_id == line.contract_id,
            _returned.c.state.in_(("returned", "split")),
            _its_posting.c.step > 0,
            _its_posting.c.rule == BY_HAND,
            _its_posting.c.amount_pence == -line.amount_pence,
            _its_posting.c.credit_id.in_(clearing),
            or_(same_card, same_reference),
            ~ended,
        )
    )


def _pairs(step: Step, contract: ContractRow) -> Sequence[Row[Any]]:
    """Each open adjustment with each return that it fits."""
    fits = _in_transit(lines.c).add_columns(
        *(lines.c[name] for name in ("file_id", "row_no", "amount_pence"))
    )
    query = fits.where(
        same_line(suspense_items, lines),
        suspense_items.c.council_id == contract.council_id,
        suspense_items.c.contract_id == contract.id,
        suspense_items.c.state == "open",
        suspense_items.c.reason == RETURN_EXPECTED,
        suspense_items.c.taken_by.is_(None),
        ~waits(ITEM, suspense_items),
    )
    return step.connection.execute(query.order_by(lines.c.file_id, lines.c.row_no)).all()


def _end(step: Step, contract: ContractRow, pair: Row[Any]) -> None:
    this_line = and_(lines.c.file_id == pair.file_id, lines.c.row_no == pair.row_no)
    batch_id = open_batch(step, "retries")
    transfer = Transfer(
        file_id=lines.c.file_id,
        row_no=lines.c.row_no,
        debit_id=literal(contract.suspense_id, BigInteger),
        credit_id=literal(contract.clearing_id, BigInteger),
        amount_pence=lines.c.amount_pence,
        rule=literal(RULE),
        step=next_step(lines),
    )
    post(step, batch_id, transfer, this_line)
    close_batch(step, batch_id, 1, pair.amount_pence)
    its_item = and_(suspense_items.c.file_id == pair.file_id, suspense_items.c.row_no == pair.row_no)
    left = {"state": "returned", "rule": RULE, "closed_on": step.booked_on}
    step.connection.execute(update(suspense_items).where(its_item).values(left))
    step.connection.execute(
        insert(reversals).values(
            file_id=pair.file_id,
            row_no=pair.row_no,
            original_file_id=pair.original_file_id,
            original_row_no=pair.original_row_no,
            council_id=contract.council_id,
        )
    )
