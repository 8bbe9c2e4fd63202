"""What the audit trail says of a decision about payments."""

from __future__ import annotations

from paycards.access.contracts import ContractRow
from paycards.store.step import Step


def note(step: Step, contract: ContractRow, action: str, **more: object) -> None:
    """Write an act down with the booking day and the contract's terms that it went by."""
    told = {
        "booked_on": step.booked_on,
        "reference_prefix": contract.terms.reference_prefix,
        "fund_patterns": contract.terms.fund_patterns,
    }
    step.record(action, contract.terms.code, after=told | more)
