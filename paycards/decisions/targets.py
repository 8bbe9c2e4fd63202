"""Where money can go that leaves suspense for no customer: to the payer, to the supplier, or written off."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from paycards.errors import NotAllowed
from paycards.ledger import chart
from paycards.store.step import Step
from paycards.store.tables.suspense import RETURN_EXPECTED

PAYER, SUPPLIER = "payer", "supplier"
AT_THE_COUNCIL = "terminal"  # the network of payments that the supplier never had


def require_returnable(item: Row[Any], to: str) -> None:
    """Raise NotAllowed for a negative item, and for one from the council's own terminal `to` the supplier.

    The supplier's adjustment of what was returned to it is negative, and goes where the return went.
    Nothing is written: an account is opened by what is posted to it, and not by what is only proposed.
    """
    adjusts_a_return = to == SUPPLIER and item.reason == RETURN_EXPECTED
    if item.amount_pence < 0 and not adjusts_a_return:
        raise NotAllowed(
            f"{item.name}:{item.row_no} takes money back: only money that was received can be returned.",
            code="nothing_to_return",
            item=item.id,
        )
    if to == SUPPLIER and item.network == AT_THE_COUNCIL:
        raise NotAllowed(
            f"{item.name}:{item.row_no} was paid at the council's own terminal: the supplier never had it.",
            code="never_the_supplier_s",
            item=item.id,
        )


def to_payer(step: Step, item: Row[Any]) -> int:
    """The ledger account for what is to be paid back to payers. Raises NotAllowed as is said above."""
    require_returnable(item, PAYER)
    return chart.opened(step.connection, step.owner, "returns", item.council)


def to_supplier(step: Step, item: Row[Any]) -> int:
    """The ledger account of what the supplier owes: it owes so much less. Raises NotAllowed as above."""
    require_returnable(item, SUPPLIER)
    return chart.account_id(step.connection, step.owner, chart.name("clearing", item.contract))


def written_off(step: Step, item: Row[Any]) -> int:
    """The ledger account for what is given up."""
    return chart.opened(step.connection, step.owner, "written_off", item.council)


RETURNS_TO = {PAYER: to_payer, SUPPLIER: to_supplier}
