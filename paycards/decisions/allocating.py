"""Allocate: place by hand a payment that waits in suspense."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from paycards.access.contracts import ContractRow
from paycards.access.installation import Installation
from paycards.decisions.customers import customer_account
from paycards.decisions.decision import Decision, Proposal
from paycards.decisions.leaving_suspense import item_at, leave, record_left
from paycards.reconcile.subjects import ITEM, place
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts


@dataclass(frozen=True)
class Allocated:
    """A suspense item that a person has placed, or means to while the `state` of the decision is proposed."""

    item_id: int
    file: str
    row: int
    amount_pence: int
    council: str
    fund: str
    reference: str
    decision: int = field(default=0, compare=False)  # its number
    state: str = "applied"


def proposed_allocation(item: Row[Any], account: Row[Any], reason: str, *, even_if_closed: bool) -> Proposal:
    """Propose to post an open item to an account of its council."""
    return Proposal(
        kind="allocate",
        subject=f"{item.name}:{item.row_no}",
        amount_pence=item.amount_pence,
        about={place(ITEM, item.file_id, item.row_no): abs(item.amount_pence)},
        terms={
            "file_id": item.file_id,
            "row_no": item.row_no,
            "fund": account.fund,
            "reference": account.reference,
            "even_if_closed": even_if_closed,
        },
        reason=reason,
    )


def apply_allocation(step: Step, installation: Installation, decision: Decision) -> None:
    """Do what such a decision says. Raises NotAllowed when the item or the account is not as it was."""
    terms = decision.terms
    line = (terms["file_id"], terms["row_no"])
    item = item_at(step, line)
    account = customer_account(
        step, terms["fund"], terms["reference"], even_if_closed=terms["even_if_closed"]
    )
    allocate(step, installation.contract(item.contract_id), line, account.id, decision.reason)


def apply_combination(step: Step, installation: Installation, decision: Decision) -> None:
    """Place each item by itself. Raises NotAllowed when an item or the account is not as it was."""
    terms = decision.terms
    account = customer_account(
        step, terms["fund"], terms["reference"], even_if_closed=terms["even_if_closed"]
    )
    for file_id, row_no in terms["lines"]:
        contract = installation.contract(item_at(step, (file_id, row_no)).contract_id)
        allocate(step, contract, (file_id, row_no), account.id, decision.reason)


def allocate(
    step: Step, contract: ContractRow, line: tuple[int, int], account_id: int, note: str
) -> Allocated:
    """Move a line, given by file id and row number, from suspense to an account, and write it down.

    Raises NotAllowed when the line is not in suspense.
    """
    item = item_at(step, line)
    account = step.connection.execute(
        select(accounts).where(accounts.c.id == account_id, accounts.c.council_id == contract.council_id)
    ).one()
    leave(step, item, [(account_id, item.amount_pence)], "posted", kind="allocation")
    said = {"fund": account.fund, "reference": account.reference, "note": note}
    record_left(step, "suspense.allocated", item, **said)
    return Allocated(
        item_id=item.id,
        file=item.name,
        row=item.row_no,
        amount_pence=item.amount_pence,
        council=contract.council.code,
        fund=account.fund,
        reference=account.reference,
    )
