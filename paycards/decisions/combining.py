"""Combine: propose to post several suspense items to one account. Each is then allocated by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from paycards.decisions.decision import Proposal
from paycards.errors import NotAllowed
from paycards.reconcile.subjects import ITEM, place


def proposed_combination(
    items: Sequence[Row[Any]], account: Row[Any], reason: str, *, even_if_closed: bool
) -> Proposal:
    """Propose to post open items to one account. Raises NotAllowed for fewer than two different ones."""
    about = {place(ITEM, item.file_id, item.row_no): abs(item.amount_pence) for item in items}
    if len(about) < 2 or len(about) < len(items):
        raise NotAllowed("Name two different suspense items or more.", code="not_several_items")
    return Proposal(
        kind="combine",
        subject=", ".join(f"{item.name}:{item.row_no}" for item in items),
        amount_pence=sum(item.amount_pence for item in items),
        about=about,
        terms={
            "lines": [[item.file_id, item.row_no] for item in items],
            "fund": account.fund,
            "reference": account.reference,
            "even_if_closed": even_if_closed,
        },
        reason=reason,
    )
