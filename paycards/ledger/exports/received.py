"""What came, and where it stands now: files, lines, suspense.

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

from typing import Any

from sqlalchemy import FromClause, Select, and_, case, func, literal, select

from paycards.ledger.moved import MOVED
from paycards.store.tables.accounts import accounts
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.files import files
from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import duplicates, lines, same_line
from paycards.store.tables.suspense import suspense_items

first = postings.alias("first")

FILES: Select[Any] = (
    select(
        func.coalesce(councils.c.code, "").label("council"),
        func.coalesce(contracts.c.code, "").label("contract"),
        files.c.name,
        files.c.sequence,
        files.c.sha256,
        files.c.state,
        files.c.row_count.label("rows"),
        files.c.total_pence,
        files.c.reason,
    )
    .select_from(
        files.outerjoin(contracts, contracts.c.id == files.c.contract_id).outerjoin(
            councils, councils.c.id == files.c.council_id
        )
    )
    .order_by(files.c.id)
)


_POSTED_AT_ONCE = and_(suspense_items.c.id.is_(None), first.c.rule.is_not(None))
_move, _sharer = postings.alias("move"), accounts.alias("sharer")
_ONE_ACCOUNT = (  # of a split line: the customer's account that took a part of it, if it is one
    select(case((func.count(_sharer.c.id.distinct()) == 1, func.max(_sharer.c.id))))
    .join(_move, _move.c.credit_id == _sharer.c.id)
    .where(same_line(_move, suspense_items), _move.c.step > 0)
    .correlate(suspense_items)
    .scalar_subquery()
)
_STATE = case(
    (duplicates.c.file_id.is_not(None), literal("duplicate")),
    (suspense_items.c.state == "open", literal("suspense")),
    (suspense_items.c.state == "split", literal("posted")),
    (suspense_items.c.id.is_not(None), suspense_items.c.state),
    (first.c.file_id.is_not(None), literal("posted")),
    else_=literal("imported"),
)

_ACCOUNT_ID = case(
    (MOVED.c.file_id.is_not(None), MOVED.c.account_id),
    (suspense_items.c.state == "posted", suspense_items.c.account_id),
    (suspense_items.c.state == "split", _ONE_ACCOUNT),
    (_POSTED_AT_ONCE, first.c.credit_id),
)


def _with_verdicts(source: FromClause) -> FromClause:
    """Join what says in which state a line is."""
    return (
        source.outerjoin(duplicates, same_line(duplicates, lines))
        .outerjoin(suspense_items, same_line(suspense_items, lines))
        .outerjoin(first, and_(same_line(first, lines), first.c.step == 0))
    )


# The states alone: without the accounts, for which PostgreSQL has to know how few payments were moved.
LINE_STATES = select(
    lines.c.file_id, lines.c.row_no, lines.c.amount_pence, _STATE.label("state")
).select_from(_with_verdicts(lines))

LINES: Select[Any] = (
    select(
        councils.c.code.label("council"),
        contracts.c.code.label("contract"),
        files.c.name.label("file"),
        lines.c.row_no.label("row"),
        lines.c.network,
        lines.c.card_number,
        lines.c.client_reference,
        lines.c.amount_pence,
        lines.c.paid_on,
        _STATE.label("state"),
        case((suspense_items.c.state == "open", suspense_items.c.reason)).label("reason"),
        accounts.c.fund,
        accounts.c.reference.label("account_reference"),
        case(
            (MOVED.c.file_id.is_not(None), literal("manual")),
            (suspense_items.c.id.is_not(None), suspense_items.c.rule),
            else_=first.c.rule,
        ).label("rule"),
    )
    .select_from(
        _with_verdicts(
            lines.join(files, files.c.id == lines.c.file_id)
            .join(contracts, contracts.c.id == files.c.contract_id)
            .join(councils, councils.c.id == files.c.council_id)
        )
        .outerjoin(MOVED, same_line(MOVED, lines))
        .outerjoin(accounts, accounts.c.id == _ACCOUNT_ID)
    )
    .order_by(lines.c.file_id, lines.c.row_no)
)

SUSPENSE: Select[Any] = (
    select(
        councils.c.code.label("council"),
        contracts.c.code.label("contract"),
        files.c.name.label("file"),
        suspense_items.c.row_no.label("row"),
        lines.c.amount_pence,
        lines.c.paid_on,
        suspense_items.c.reason,
        suspense_items.c.since,
    )
    .select_from(
        suspense_items.join(lines, same_line(suspense_items, lines))
        .join(files, files.c.id == suspense_items.c.file_id)
        .join(contracts, contracts.c.id == suspense_items.c.contract_id)
        .join(councils, councils.c.id == suspense_items.c.council_id)
    )
    .where(suspense_items.c.state == "open")
    .order_by(suspense_items.c.file_id, suspense_items.c.row_no)
)
