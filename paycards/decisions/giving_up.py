"""Return a suspense item to its payer or to the supplier, or write it off: always two people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row

from paycards.access.installation import Installation
from paycards.decisions.decision import Decision, Proposal
from paycards.decisions.leaving_suspense import item_at, leave, record_left
from paycards.decisions.targets import RETURNS_TO, SUPPLIER, require_returnable, written_off
from paycards.errors import NotAllowed
from paycards.reconcile.payments.returned import end_one_of
from paycards.reconcile.subjects import ITEM, place
from paycards.store.step import Step
from paycards.store.tables.suspense import RETURN_EXPECTED

KINDS_OF_RETURN = {"payer": "return_to_payer", "supplier": "return_to_supplier"}


def proposed_end(item: Row[Any], kind: str, reason: str) -> Proposal:
    """Propose to return an open item or to write it off. Raises NotAllowed for what can not be returned."""
    for to, its_kind in KINDS_OF_RETURN.items():
        if kind == its_kind:
            require_returnable(item, to)
    return Proposal(
        kind=kind,
        subject=f"{item.name}:{item.row_no}",
        amount_pence=item.amount_pence,
        about={place(ITEM, item.file_id, item.row_no): abs(item.amount_pence)},
        terms={"file_id": item.file_id, "row_no": item.row_no},
        reason=reason,
    )


def apply_return(to: str) -> Callable[[Step, Installation, Decision], None]:
    """What such a decision does. It raises NotAllowed when the item is not as it was."""
    return lambda step, _, decision: give_back(step, _line(decision), to, decision.reason)


def apply_write_off(step: Step, _: Installation, decision: Decision) -> None:
    """Do what such a decision says. Raises NotAllowed when the item is not open any more."""
    write_off(step, _line(decision), decision.reason)


def give_back(step: Step, line: tuple[int, int], to: str, note: str) -> None:
    """Move a line, given by file id and row number, from suspense to its payer or supplier."""
    item = item_at(step, line)
    if item.reason == RETURN_EXPECTED and to == SUPPLIER:
        _end_a_return(step, item)
    leave(step, item, [(RETURNS_TO[to](step, item), item.amount_pence)], "returned")
    record_left(step, "suspense.returned", item, to=to, note=note)


def _end_a_return(step: Step, item: Row[Any]) -> None:
    if not end_one_of(step, (item.file_id, item.row_no)):
        raise NotAllowed(
            f"{item.name}:{item.row_no} is no return's adjustment any more: all that it fits have ended.",
            code="no_return_left",
            item=item.id,
        )


def write_off(step: Step, line: tuple[int, int], note: str) -> None:
    """Move a line, given by file id and row number, from suspense to what is written off."""
    item = item_at(step, line)
    leave(step, item, [(written_off(step, item), item.amount_pence)], "written_off")
    record_left(step, "suspense.written_off", item, note=note)


def _line(decision: Decision) -> tuple[int, int]:
    return decision.terms["file_id"], decision.terms["row_no"]
