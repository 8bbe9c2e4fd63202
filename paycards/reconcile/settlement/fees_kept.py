"""Netted fees: the match that settles a due carries what the supplier kept of it; a part carries nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from paycards.reconcile.settlement.due import Due
from paycards.reconcile.settlement.made import NewMatch


def with_fees(made: Iterable[NewMatch], dues: Iterable[Due], confirmed: Iterable[Row[Any]]) -> list[NewMatch]:
    """Give new confirmed matches, in this order, the fees of the dues that each settles.

    `confirmed` are those that stand already: a fee that one of them carries is not kept again.
    """
    by_key = {due.key: due for due in dues}
    left = {key: due.outstanding_pence for key, due in by_key.items()}
    kept: Counter[str] = Counter()
    for match in confirmed:
        kept[match.due] += match.fee_pence
    with_fee = []
    for each in made:
        left[each.due] -= each.amount_pence
        settles = not left[each.due]
        fee_pence = by_key[each.due].fees_pence - kept[each.due] if settles else 0
        with_fee.append(each if fee_pence == each.fee_pence else replace(each, fee_pence=fee_pence))
    return with_fee
