"""Decisions about the bank: whose an entry is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from paycards.access.installation import Installation
from paycards.decisions.decision import Decision, Proposal
from paycards.errors import NotAllowed
from paycards.reconcile.bank.assigning import assign
from paycards.reconcile.subjects import ENTRY, place
from paycards.store.step import Step


def proposed_assignment(entry: Row[Any], which: str, contract: str, note: str) -> Proposal:
    """That an entry is a contract's, or with an empty code nobody's."""
    return Proposal(
        kind="bank_contract",
        subject=which,
        amount_pence=entry.amount_pence,
        about={place(ENTRY, entry.file_id, entry.row_no): abs(entry.amount_pence)},
        terms={"file_id": entry.file_id, "row_no": entry.row_no, "contract": contract},
        reason=note,
    )


def apply_assignment(step: Step, installation: Installation, decision: Decision) -> None:
    """Make the entry the contract's, or nobody's. Raises NotAllowed where that cannot be done any more."""
    said, contracts = decision.terms, installation.contracts
    if said["contract"] and said["contract"] not in contracts:
        raise NotAllowed(f"There is no contract {said['contract']}.", code="no_such_contract")
    contract = contracts[said["contract"]] if said["contract"] else None
    assign(step, (said["file_id"], said["row_no"]), contract, decision.reason)
