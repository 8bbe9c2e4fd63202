"""What a reversal takes back: its original by natural key, and what follows from where that stands.

Post Office and PayPoint name outlet and receipt number, dated on or up to seven days before the
reversal, the latest such; Payzone names the transaction id, whose natural key has no date. A key that
was used again still means the payment that had it first: the others are a person's to decide. But a
reversal with the card and reference of one of those, and not of the first, is sure of neither.
"""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    null,
    or_,
    select,
)

from paycards.reconcile.payments.rules import REVERSAL_WINDOW_DAYS
from paycards.reconcile.subjects import ITEM, waits
from paycards.store.tables.ledger import ledger_accounts, postings
from paycards.store.tables.lines import lines, natural_keys, reused_receipts, reversals, same_line
from paycards.store.tables.suspense import RECEIPT_REUSED, suspense_items

SHARED = "shared"


def reversal_decisions(candidates: FromClause, contract_id: int) -> Select[tuple[object, ...]]:
    """Decide each reversal of `candidates`, which has the columns of `lines`, and `reused`.

    Adds original_file_id, original_row_no, account_id (the money of the original is there now), and
    outcome: posted, shared (it goes out part by part of the accounts that have the parts of the original),
    offset (the original leaves suspense against it), or a reason for suspense.
    """
    found = _originals(candidates, contract_id).subquery("found")
    ranked = _ranked(found).subquery("ranked")
    current, item = postings.alias("current"), suspense_items.alias("item")
    is_whole = or_(item.c.state == "posted", and_(item.c.id.is_(None), current.c.rule.is_not(None)))
    account_id = case((is_whole, _brought_last(ranked)), else_=cast(null(), Integer))
    return select(
        *(ranked.c[column.name] for column in candidates.c),
        ranked.c.original_file_id,
        ranked.c.original_row_no,
        account_id.label("account_id"),
        case(
            (ranked.c.reason.is_not(None), ranked.c.reason),
            (and_(item.c.state == "open", ~waits(ITEM, item)), "offset"),
            (is_whole, "posted"),
            (and_(item.c.state == "split", ~_went_elsewhere(ranked)), SHARED),
            (item.c.state.in_(("split", "returned", "written_off")), "reversal_mismatch"),
            else_="no_original",  # it is here, but nothing is decided about it yet, or a decision waits
        ).label("outcome"),
    ).select_from(
        ranked.outerjoin(
            current,
            and_(
                current.c.file_id == ranked.c.original_file_id,
                current.c.row_no == ranked.c.original_row_no,
                current.c.step == 0,
            ),
        ).outerjoin(
            item,
            and_(item.c.file_id == ranked.c.original_file_id, item.c.row_no == ranked.c.original_row_no),
        )
    )


def _brought_last(ranked: FromClause) -> ColumnElement[int]:
    """The account to which the last move took an original that was never split: all of it is there."""
    move = postings.alias("move")
    return (
        select(move.c.credit_id)
        .where(move.c.file_id == ranked.c.original_file_id, move.c.row_no == ranked.c.original_row_no)
        .order_by(move.c.step.desc())
        .limit(1)
        .correlate(ranked)
        .scalar_subquery()
    )


def _went_elsewhere(ranked: FromClause) -> ColumnElement[bool]:
    """Whether a part of a split original went back to its payer or the supplier."""
    share, taker = postings.alias("share"), ledger_accounts.alias("taker")
    return (
        exists()
        .where(
            share.c.file_id == ranked.c.original_file_id,
            share.c.row_no == ranked.c.original_row_no,
            share.c.step > 0,
            taker.c.id == share.c.credit_id,
            taker.c.kind != "customer",
        )
        .correlate(ranked)
    )


def _originals(candidates: FromClause, contract_id: int) -> Select[tuple[object, ...]]:
    """Find the day of the latest line that bears the named receipt, within the window."""
    claim = natural_keys.alias("claim")
    day = (
        select(func.max(claim.c.receipt_day))
        .where(
            claim.c.contract_id == contract_id,
            claim.c.receipt == candidates.c.original_receipt,
            or_(claim.c.file_id != candidates.c.file_id, claim.c.row_no != candidates.c.row_no),
            # day by day, each a look-up: a range would read all receipts of those days
            claim.c.receipt_day.in_(
                [candidates.c.receipt_day - before for before in range(REVERSAL_WINDOW_DAYS + 1)]
            ),
        )
        .correlate(candidates)
        .scalar_subquery()
    )
    return select(candidates, day.label("original_day"), cast(contract_id, Integer).label("of_contract"))


def _ranked(found: FromClause) -> Select[tuple[object, ...]]:
    """Say what is wrong with each; of several that would take back one original, the first does."""
    claim, original = natural_keys.alias("named"), lines.alias("original")
    earlier = reversals.alias("earlier")
    fits = and_(
        original.c.kind != "reversal",
        original.c.amount_pence == -found.c.amount_pence,
        or_(_same_payer(original, found), ~_means_another(found)),
    )
    turn = func.row_number().over(
        partition_by=(original.c.file_id, original.c.row_no, case((and_(fits, ~found.c.reused), 1), else_=0)),
        order_by=(found.c.file_id, found.c.row_no),
    )
    nothing = cast(null(), String)
    return select(
        *found.c,
        original.c.file_id.label("original_file_id"),
        original.c.row_no.label("original_row_no"),
        case(
            (found.c.reused, RECEIPT_REUSED),
            (original.c.file_id.is_(None), "no_original"),
            (~fits, "reversal_mismatch"),
            (earlier.c.file_id.is_not(None), "reversal_mismatch"),
            (turn > 1, "reversal_mismatch"),
            else_=nothing,
        ).label("reason"),
    ).select_from(
        found.outerjoin(
            claim,
            and_(
                claim.c.contract_id == found.c.of_contract,
                claim.c.receipt == found.c.original_receipt,
                claim.c.receipt_day == found.c.original_day,
            ),
        )
        .outerjoin(original, same_line(original, claim))
        .outerjoin(
            earlier,
            and_(
                earlier.c.original_file_id == original.c.file_id,
                earlier.c.original_row_no == original.c.row_no,
            ),
        )
    )


def _same_payer(line: FromClause, reversal: FromClause) -> ColumnElement[bool]:
    return and_(
        line.c.card_number == reversal.c.card_number, line.c.client_reference == reversal.c.client_reference
    )


def _means_another(found: FromClause) -> ColumnElement[bool]:
    """Whether another payment with the named receipt has the reversal's own card and reference."""
    again, another = reused_receipts.alias("again"), lines.alias("another")
    return exists().where(
        again.c.contract_id == found.c.of_contract,
        again.c.receipt == found.c.original_receipt,
        again.c.receipt_day == found.c.original_day,
        another.c.file_id == again.c.file_id,
        another.c.row_no == again.c.row_no,
        another.c.kind != "reversal",
        _same_payer(another, found),
    )
