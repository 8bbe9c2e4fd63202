"""Allocate: place by hand a payment that waits in suspense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, literal, select, update

from paycards.access.contracts import ContractRow
from paycards.errors import NotAllowed
from paycards.ledger.posting import Transfer, close_batch, open_batch, post
from paycards.reconcile.payments.references import match_form
from paycards.reconcile.payments.retrying import next_step
from paycards.reconcile.suspense.items import ITEMS
from paycards.store.step import Step
from paycards.store.tables import accounts, lines, suspense_items

RULE = "manual"


@dataclass(frozen=True)
class Allocated:
    """A suspense item that a person has placed."""

    item_id: int
    file: str
    row: int
    amount_pence: int
    council: str
    fund: str
    reference: str


def allocate(
    step: Step, contract: ContractRow, line: tuple[int, int], account_id: int, note: str
) -> Allocated:
    """Move a line, given by file id and row number, from suspense to an account, and write it down.

    Raises NotAllowed when the line is not in suspense.
    """
    item = _item_of(step.connection, contract, line)
    require_open(item)
    account = step.connection.execute(
        select(accounts).where(accounts.c.id == account_id, accounts.c.council_id == contract.council_id)
    ).one()
    _post(step, contract, item, account_id)
    step.connection.execute(
        update(suspense_items)
        .where(suspense_items.c.id == item.id)
        .values(state="posted", account_id=account_id, rule=RULE, closed_on=step.booked_on)
    )
    _record(step, item, account, note)
    return Allocated(
        item_id=item.id,
        file=item.name,
        row=item.row_no,
        amount_pence=item.amount_pence,
        council=contract.council.code,
        fund=account.fund,
        reference=account.reference,
    )


def _record(step: Step, item: Row[Any], account: Row[Any], note: str) -> None:
    step.record(
        "suspense.allocated",
        f"{item.name}:{item.row_no}",
        before={"reason": item.reason, "state": item.state},
        after={
            "item_id": item.id,
            "file_id": item.file_id,
            "row_no": item.row_no,
            "fund": account.fund,
            "reference": account.reference,
            "note": note,
            "booked_on": step.booked_on,
        },
    )


def _item_of(connection: Connection, contract: ContractRow, line: tuple[int, int]) -> Row[Any]:
    file_id, row_no = line
    its = (suspense_items.c.file_id == file_id) & (suspense_items.c.row_no == row_no)
    return connection.execute(ITEMS.where(its, suspense_items.c.council_id == contract.council_id)).one()


def require_open(item: Row[Any]) -> None:
    """Raise NotAllowed unless the item still waits in suspense."""
    if item.state == "posted":
        raise NotAllowed(
            f"The suspense item {item.id} was posted on {item.closed_on}:"
            " a posted payment can only be reversed.",
            code="item_posted",
            item=item.id,
        )
    if item.state == "offset":
        raise NotAllowed(
            f"The suspense item {item.id} left suspense on {item.closed_on},"
            " against its reversal or original.",
            code="item_offset",
            item=item.id,
        )


def account_of(connection: Connection, contract: ContractRow, fund: str, reference: str) -> Row[Any]:
    """Find an account of the contract's council; the reference is compared trimmed and in upper case."""
    account = connection.execute(
        select(accounts).where(
            accounts.c.council_id == contract.council_id,
            accounts.c.fund == fund,
            accounts.c.match_reference == match_form(reference),
        )
    ).first()
    if account is None:
        raise NotAllowed(
            f"{contract.council.code} has no {fund} account {match_form(reference)}.", code="no_such_account"
        )
    return account


def _post(step: Step, contract: ContractRow, item: Row[Any], account_id: int) -> None:
    batch_id = open_batch(step, "allocation")
    transfer = Transfer(
        file_id=lines.c.file_id,
        row_no=lines.c.row_no,
        debit_id=literal(contract.suspense_id, BigInteger),
        credit_id=literal(account_id, BigInteger),
        amount_pence=lines.c.amount_pence,
        rule=literal(RULE),
        step=next_step(lines),
    )
    this_line = (lines.c.file_id == item.file_id) & (lines.c.row_no == item.row_no)
    post(step, batch_id, transfer, this_line)
    close_batch(step, batch_id, 1, item.amount_pence)
