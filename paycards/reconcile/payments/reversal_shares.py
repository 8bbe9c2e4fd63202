"""A reversal of a payment that was split: it goes out of each account that has a part of it now."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    Select,
    Table,
    cast,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)

from paycards.access.contracts import ContractRow
from paycards.ledger.posting import Transfer, close_batch, next_step, open_batch, post
from paycards.reconcile.payments.reversals import SHARED
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts
from paycards.store.tables.ledger import postings
from paycards.store.tables.suspense import suspense_items
from paycards.store.temporary import temporary

RULE = "reversal"


def share_out(step: Step, contract: ContractRow, decided: Table) -> int:
    """Move the shared ones among the decided reversals out of suspense; return how many there are."""
    shared = decided.c.outcome == SHARED
    reversals_shared = int(step.connection.execute(select(func.count()).where(shared)).scalar_one())
    if not reversals_shared:
        return 0
    columns = (
        Column("file_id", BigInteger, nullable=False),
        Column("row_no", Integer, nullable=False),
        Column("account_id", BigInteger, nullable=False),
        Column("pence", BigInteger, nullable=False),
        Column("part", Integer, nullable=False),
    )
    with temporary(step.connection, "reversal_shares", *columns) as shares:
        names = [column.name for column in columns]
        step.connection.execute(insert(shares).from_select(names, _shares(decided)))
        _post(step, contract, shares)
    its = decided.c.file_id == suspense_items.c.file_id, decided.c.row_no == suspense_items.c.row_no
    step.connection.execute(
        update(suspense_items)
        .where(*its, shared, suspense_items.c.state == "open")
        .values(state="split", rule=RULE, closed_on=step.booked_on)
    )
    return reversals_shared


def _post(step: Step, contract: ContractRow, shares: Table) -> None:
    batch_id = open_batch(step, "retries")
    transfer = Transfer(
        file_id=shares.c.file_id,
        row_no=shares.c.row_no,
        debit_id=literal(contract.suspense_id, BigInteger),
        credit_id=shares.c.account_id,
        amount_pence=shares.c.pence,
        rule=literal(RULE),
        step=next_step(shares),
        part=shares.c.part,
    )
    post(step, batch_id, transfer)
    total = cast(func.sum(shares.c.pence), BigInteger)
    count, pence = step.connection.execute(select(func.count(), total).select_from(shares)).one()
    close_batch(step, batch_id, int(count), int(pence))


def _shares(decided: Table) -> Select[tuple[object, ...]]:
    """What each customer's account has of the originals now, taken back, in the order in which it came."""
    legs = union_all(_legs(decided, credited=True), _legs(decided, credited=False)).subquery("leg")
    line = (legs.c.file_id, legs.c.row_no)
    pence = cast(func.sum(legs.c.pence), BigInteger)
    came = (func.max(legs.c.step), func.max(legs.c.part))
    return (
        select(
            *line,
            legs.c.account_id,
            -pence,
            func.row_number().over(partition_by=line, order_by=came),
        )
        .group_by(*line, legs.c.account_id)
        .having(pence != 0)
    )


def _legs(decided: Table, *, credited: bool) -> Select[tuple[object, ...]]:
    """What the postings of the originals moved on one side of customers' accounts."""
    account_id = postings.c.credit_id if credited else postings.c.debit_id
    nothing = literal(0, Integer)
    return (
        select(
            decided.c.file_id,
            decided.c.row_no,
            account_id.label("account_id"),
            (postings.c.amount_pence if credited else -postings.c.amount_pence).label("pence"),
            (postings.c.step if credited else nothing).label("step"),
            (postings.c.part if credited else nothing).label("part"),
        )
        .join(
            postings,
            (postings.c.file_id == decided.c.original_file_id)
            & (postings.c.row_no == decided.c.original_row_no),
        )
        .join(accounts, accounts.c.id == account_id)
        .where(decided.c.outcome == SHARED)
    )
