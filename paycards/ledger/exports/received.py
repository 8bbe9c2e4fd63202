"""What came, and where it stands now: files, lines, suspense."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, case, func, literal, select

from paycards.ledger.line_states import STATE, first, with_verdicts
from paycards.ledger.moved import MOVED
from paycards.store.tables.accounts import accounts
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.files import files
from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.suspense import suspense_items

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
_ACCOUNT_ID = case(
    (MOVED.c.file_id.is_not(None), MOVED.c.account_id),
    (suspense_items.c.state == "posted", suspense_items.c.account_id),
    (suspense_items.c.state == "split", _ONE_ACCOUNT),
    (_POSTED_AT_ONCE, first.c.credit_id),
)


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
        STATE.label("state"),
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
        with_verdicts(
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
