"""In which state a line stands now.

A line is the first of these that is true:

    duplicate   its natural key was another line's
    suspense    its suspense item is open
    posted      its suspense item was posted later; it is on the item's account, by the item's rule; or it was
                split, and is on the one account that took a part, if it is one; or a person moved it, and it
                is on the account where all of it is now, if it is one, by rule manual
    returned    a person gave it back to its payer or to the supplier
    written_off a person wrote it off
    offset      it left suspense against its reversal or its original
    posted      it was posted when it was decided
    imported    it is not decided yet
"""

from __future__ import annotations

from sqlalchemy import FromClause, and_, case, literal, select

from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import duplicates, lines, same_line
from paycards.store.tables.suspense import suspense_items

first = postings.alias("first")

STATE = case(
    (duplicates.c.file_id.is_not(None), literal("duplicate")),
    (suspense_items.c.state == "open", literal("suspense")),
    (suspense_items.c.state == "split", literal("posted")),
    (suspense_items.c.id.is_not(None), suspense_items.c.state),
    (first.c.file_id.is_not(None), literal("posted")),
    else_=literal("imported"),
)


def with_verdicts(source: FromClause) -> FromClause:
    """Join what says in which state a line is."""
    return (
        source.outerjoin(duplicates, same_line(duplicates, lines))
        .outerjoin(suspense_items, same_line(suspense_items, lines))
        .outerjoin(first, and_(same_line(first, lines), first.c.step == 0))
    )


# The states alone: without the accounts, for which PostgreSQL has to know how few payments were moved.
LINE_STATES = select(lines.c.file_id, lines.c.row_no, lines.c.amount_pence, STATE.label("state")).select_from(
    with_verdicts(lines)
)
