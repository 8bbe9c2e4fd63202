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

from paycards.access.contracts import ContractRow
from paycards.ledger.posting import Transfer, close_batch, next_step, open_batch, post
from paycards.reconcile.payments.adjustments import may_end_a_return
from paycards.reconcile.payments.decided_reversals import (
    DECIDED,
    decide_into,
    decided_reversals_columns,
    settle_originals,
)
from paycards.reconcile.payments.returned import end_returns
from paycards.reconcile.payments.reversal_shares import share_out
from paycards.reconcile.payments.rules import decisions
from paycards.reconcile.subjects import ITEM, waits
from paycards.store.step import Step
from paycards.store.sums import whole_sum
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.suspense import (
    REASONS_OF_REVERSALS,
    RECEIPT_REUSED,
    RETURN_EXPECTED,
    suspense_items,
)
from paycards.store.temporary import temporary

LEFT_TO_A_PERSON = (RECEIPT_REUSED, RETURN_EXPECTED)


def retry_suspense(step: Step, contract: ContractRow) -> int:
    """Post what is sure now, bring the other reasons up to date; return how many items changed.

    Payments first: one that waited for long may be the adjustment of a later return. Then what ends returns,
    then reversals: an original that has just been placed takes its reversal along.
    """
    changed = _retry_payments(step, contract)
    return changed + end_returns(step, contract) + _retry_reversals(step, contract)


def _waiting(contract: ContractRow, *, reversal: bool) -> Select[tuple[object, ...]]:
    """Select the lines of open items; the reason tells reversals too, so that few lines need be read.

    A reused receipt is left to a person, and so are an adjustment that several returns fit, and an item about
    which a decision waits.
    """
    kind = lines.c.kind == "reversal" if reversal else lines.c.kind != "reversal"
    of_reversals = suspense_items.c.reason.in_(REASONS_OF_REVERSALS)
    of_payments = suspense_items.c.reason.not_in((*REASONS_OF_REVERSALS, *LEFT_TO_A_PERSON))
    return (
        select(lines, false().label("reused"), may_end_a_return(lines.c).label("ends_a_return"))
        .join(
            suspense_items,
            same_line(suspense_items, lines),
        )
        .where(
            suspense_items.c.council_id == contract.council_id,
            suspense_items.c.contract_id == contract.id,
            suspense_items.c.state == "open",
            suspense_items.c.taken_by.is_(None),
            ~waits(ITEM, suspense_items),
            of_reversals if reversal else of_payments,
            kind,
        )
    )


def _retry_payments(step: Step, contract: ContractRow) -> int:
    columns = (
        Column("file_id", BigInteger, nullable=False),
        Column("row_no", Integer, nullable=False),
        Column("amount_pence", BigInteger, nullable=False),
        Column("account_id", BigInteger),
        Column("rule", String),
        Column("reason", String),
    )
    with temporary(step.connection, "retried", *columns) as retried:
        waiting = _waiting(contract, reversal=False).subquery("line")
        verdict = decisions(
            waiting,
            contract.council_id,
            contract.terms.fund_patterns,
            keep=("file_id", "row_no", "amount_pence"),
        ).subquery("decided")
        step.connection.execute(
            insert(retried).from_select(
                [column.name for column in retried.c],
                select(*(verdict.c[column.name] for column in retried.c)),
            )
        )
        return _move(step, contract, retried)


def _retry_reversals(step: Step, contract: ContractRow) -> int:
    connection = step.connection
    with temporary(connection, "decided_reversals", *decided_reversals_columns()) as decided:
        decide_into(connection, decided, _waiting(contract, reversal=True), contract)
        nothing = cast(null(), String)
        settled = decided.c.outcome.in_(DECIDED)
        retried = select(
            decided,
            case((settled, "reversal"), else_=nothing).label("rule"),
            case((settled, nothing), else_=decided.c.outcome).label("reason"),
        ).subquery("retried")
        moved = _move(step, contract, retried) + share_out(step, contract, decided)
        offset = connection.execute(select(func.count()).where(decided.c.outcome == "offset")).scalar_one()
        settle_originals(step, contract, decided)
        return moved + int(offset)


def _move(step: Step, contract: ContractRow, retried: FromClause | Table) -> int:
    """Move what has an account now out of suspense; return how many items changed."""
    placed = retried.c.account_id.is_not(None)
    total = whole_sum(retried.c.amount_pence)
    count, pence = step.connection.execute(select(func.count(), total).where(placed)).one()
    if count:
        _post(step, contract, retried, (int(count), int(pence)))
    return int(count) + _renew_reasons(step.connection, retried)


def _post(step: Step, contract: ContractRow, retried: FromClause, totals: tuple[int, int]) -> None:
    batch_id = open_batch(step, "retries")
    placed = retried.c.account_id.is_not(None)
    transfer = Transfer(
        file_id=retried.c.file_id,
        row_no=retried.c.row_no,
        debit_id=literal(contract.suspense_id, BigInteger),
        credit_id=retried.c.account_id,
        amount_pence=retried.c.amount_pence,
        rule=retried.c.rule,
        step=next_step(retried),
    )
    post(step, batch_id, transfer, placed)
    close_batch(step, batch_id, *totals)
    this = same_line(retried, suspense_items)
    step.connection.execute(
        update(suspense_items)
        .where(this, placed, suspense_items.c.state == "open")
        .values(
            state="posted", account_id=retried.c.account_id, rule=retried.c.rule, closed_on=step.booked_on
        )
    )


def _renew_reasons(connection: Connection, retried: FromClause) -> int:
    this = same_line(retried, suspense_items)
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
