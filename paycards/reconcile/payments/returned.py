"""Money that was given back to a supplier, and the supplier's adjustment that ends it.

Such a return lowers what the supplier owes at once, and is in transit until a later file of the supplier
takes it off: an adjustment of the same amount with the same card or reference. That row is nobody's payment,
so it goes to suspense first. Where exactly one return and one adjustment fit each other, it leaves suspense
for the clearing account, against which it was booked: nothing is owed more or less by it. Where more fit,
two people decide, and one return is in transit no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Row,
    and_,
    insert,
    literal,
    update,
)

from paycards.access.contracts import ContractRow
from paycards.ledger.posting import Transfer, close_batch, next_step, open_batch, post
from paycards.reconcile.payments.adjustments import in_transit
from paycards.reconcile.subjects import ITEM, waits
from paycards.store.step import Step
from paycards.store.tables.lines import lines, reversals, same_line
from paycards.store.tables.suspense import RETURN_EXPECTED, suspense_items

RULE = "returned"


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


def _pairs(step: Step, contract: ContractRow) -> Sequence[Row[Any]]:
    """Each open adjustment with each return that it fits."""
    fits = in_transit(lines.c).add_columns(*(lines.c[name] for name in ("file_id", "row_no", "amount_pence")))
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
    _note(step, (pair.file_id, pair.row_no), pair)


def end_one_of(step: Step, adjustment: tuple[int, int]) -> bool:
    """End the first return that an adjustment fits, as people said that it is one's; False if none is left.

    It is given by file id and row number. Which return it is makes no difference: they are of one amount.
    """
    its_line = and_(lines.c.file_id == adjustment[0], lines.c.row_no == adjustment[1])
    returns = in_transit(lines.c).where(its_line).order_by("original_file_id", "original_row_no")
    first = step.connection.execute(returns.limit(1)).first()
    if first is None:
        return False
    _note(step, adjustment, first)
    return True


def _note(step: Step, adjustment: tuple[int, int], ended: Row[Any]) -> None:
    """Write down which return an adjustment ends: no other one ends it again."""
    file_id, row_no = adjustment
    values = {
        "file_id": file_id,
        "row_no": row_no,
        "original_file_id": ended.original_file_id,
        "original_row_no": ended.original_row_no,
        "council_id": step.owner,
    }
    step.connection.execute(insert(reversals).values(values))
