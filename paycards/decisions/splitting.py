"""Split: share a suspense item out over several accounts; a part may go back to the payer or the supplier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row

from paycards.access.installation import Installation
from paycards.decisions.customers import customer_account
from paycards.decisions.decision import Decision, Proposal
from paycards.decisions.leaving_suspense import item_at, leave, record_left
from paycards.decisions.targets import RETURNS_TO, require_returnable
from paycards.errors import NotAllowed
from paycards.reconcile.subjects import ITEM, place
from paycards.store.step import Step


@dataclass(frozen=True)
class Part:
    """So many pence to an account of the council, given by fund and reference, or `to` payer or supplier."""

    pence: int
    fund: str = ""
    reference: str = ""
    to: str = ""


def proposed_split(
    step: Step, item: Row[Any], parts: Sequence[Part], reason: str, *, even_if_closed: bool
) -> Proposal:
    """Propose to share an open item out. Raises NotAllowed for parts that are not whole, or go nowhere."""
    _require_whole(item, parts)
    named = [_as_named(step, item, part, even_if_closed=even_if_closed) for part in parts]
    _require_apart(named)
    return Proposal(
        kind="split",
        subject=f"{item.name}:{item.row_no}",
        amount_pence=item.amount_pence,
        about={place(ITEM, item.file_id, item.row_no): abs(item.amount_pence)},
        terms={
            "file_id": item.file_id,
            "row_no": item.row_no,
            "parts": [asdict(part) for part in named],
            "even_if_closed": even_if_closed,
        },
        reason=reason,
        always_two=any(part.to for part in named),
    )


def apply_split(step: Step, _: Installation, decision: Decision) -> None:
    """Do what such a decision says. Raises NotAllowed when the item or an account is not as it was."""
    terms = decision.terms
    parts = [Part(**part) for part in terms["parts"]]
    for part in parts:
        _target(step, item_at(step, _line(terms)), part, even_if_closed=terms["even_if_closed"])
    split(step, _line(terms), parts, decision.reason)


def split(step: Step, line: tuple[int, int], parts: Sequence[Part], note: str) -> None:
    """Share a line, given by file id and row number, out of suspense, and write it down."""
    item = item_at(step, line)
    targets = [(_target(step, item, part, even_if_closed=True), part.pence) for part in parts]
    leave(step, item, targets, "split")
    record_left(step, "suspense.split", item, parts=[asdict(part) for part in parts], note=note)


def _line(terms: Any) -> tuple[int, int]:
    return terms["file_id"], terms["row_no"]


def _target(step: Step, item: Row[Any], part: Part, *, even_if_closed: bool) -> int:
    if part.to:
        return RETURNS_TO[part.to](step, item)
    return int(customer_account(step, part.fund, part.reference, even_if_closed=even_if_closed).id)


def _as_named(step: Step, item: Row[Any], part: Part, *, even_if_closed: bool) -> Part:
    """The part with the account's reference as the council writes it."""
    if part.to:
        require_returnable(item, part.to)
        return part
    account = customer_account(step, part.fund, part.reference, even_if_closed=even_if_closed)
    return Part(part.pence, fund=account.fund, reference=account.reference)


def _require_whole(item: Row[Any], parts: Sequence[Part]) -> None:
    total, which = sum(part.pence for part in parts), f"{item.name}:{item.row_no}"
    if len(parts) < 2:
        raise NotAllowed(f"{which} needs two parts or more to be split.", code="one_part")
    if any(part.pence * item.amount_pence <= 0 for part in parts):
        raise NotAllowed(
            f"{which} is {item.amount_pence} pence: each part of it must be of the same sign.",
            code="part_of_another_sign",
        )
    if total != item.amount_pence:
        raise NotAllowed(
            f"{which} is {item.amount_pence} pence, and its parts are {total} pence:"
            f" {item.amount_pence - total} pence are left over.",
            code="parts_do_not_sum",
            pence=item.amount_pence,
            parts_pence=total,
        )


def _require_apart(parts: Sequence[Part]) -> None:
    targets = [(part.to, part.fund, part.reference) for part in parts]
    twice = next((target for target in targets if targets.count(target) > 1), None)
    if twice:
        named = " ".join(filter(None, twice))
        raise NotAllowed(f"{named} is named twice: give it one part.", code="part_named_twice")
