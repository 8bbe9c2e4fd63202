"""What people placed by hand: each account that an item went to, in which batch, and whether it stayed there.

An item that was split went to several accounts. One that was moved again teaches where it went in the end,
and counts as undone where it had been.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, select, text

from paycards.store.tables.accounts import accounts
from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.suspense import suspense_items

_later = postings.alias("later")
_UNDONE_IN = (
    select(func.min(_later.c.batch_id))
    .where(same_line(_later, postings), _later.c.step > postings.c.step)
    .scalar_subquery()
)


def placed_by_hand(council_id: int) -> Select[Any]:
    """Select item, account, batch, step, and `undone_in`: the batch that took it away again, if one did."""
    return (
        select(
            suspense_items.c.id.label("item_id"),
            accounts.c.id.label("account_id"),
            postings.c.batch_id,
            postings.c.step,
            suspense_items.c.closed_on.label("placed_on"),
            _UNDONE_IN.label("undone_in"),
        )
        .select_from(suspense_items)
        .join(lines, same_line(lines, suspense_items))
        .join(postings, and_(same_line(postings, suspense_items), postings.c.step > 0))
        .join(accounts, accounts.c.id == postings.c.credit_id)
        .where(suspense_items.c.council_id == council_id, accounts.c.council_id == council_id)
        .where(text("suspense_items.rule = 'manual'"), postings.c.rule == "manual")  # as in the partial index
    )
