"""Which lines are a supplier's adjustment that a return in transit fits: its amount, card or reference.

A card is its whole number: the six digits of allpay's short rows may be another card's, and decide nothing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from paycards.ledger.standing import stands
from paycards.reconcile.payments.references import SHORTEST_CARD_NUMBER, matched
from paycards.store.tables.ledger import ledger_accounts, postings
from paycards.store.tables.lines import lines, reversals, same_line
from paycards.store.tables.suspense import suspense_items

ADJUSTMENT = "adjustment"  # the network of a supplier's own corrections
BY_HAND = "manual"
Columns = ReadOnlyColumnCollection[str, ColumnElement[Any]]

_returned, _its_line, _its_posting = (
    suspense_items.alias("returned"),
    lines.alias("returned_line"),
    postings.alias("return_posting"),
)


def may_end_a_return(line: Columns) -> ColumnElement[bool]:
    """Whether a line is an adjustment that a return in transit of its contract fits."""
    return and_(
        line.network == ADJUSTMENT,
        line.amount_pence < 0,
        exists(in_transit(line).with_only_columns(literal(1))),
    )


def in_transit(line: Columns) -> Select[Any]:
    """The returns of a line's contract that it fits and that nothing has ended."""
    ended = exists().where(
        reversals.c.original_file_id == _returned.c.file_id,
        reversals.c.original_row_no == _returned.c.row_no,
    )
    clearing = select(ledger_accounts.c.id).where(ledger_accounts.c.kind == "clearing")
    same_card = and_(
        func.length(line.card_number) >= SHORTEST_CARD_NUMBER, _its_line.c.card_number == line.card_number
    )
    same_reference = and_(
        line.client_reference != "",
        matched(_its_line.c.client_reference) == matched(line.client_reference),
    )
    return (
        select(_returned.c.file_id.label("original_file_id"), _returned.c.row_no.label("original_row_no"))
        .select_from(
            _returned.join(_its_line, same_line(_its_line, _returned)).join(
                _its_posting, same_line(_its_posting, _returned)
            )
        )
        .where(
            _returned.c.contract_id == line.contract_id,
            _returned.c.state.in_(("returned", "split")),
            _its_posting.c.step > 0,
            _its_posting.c.rule == BY_HAND,
            _its_posting.c.amount_pence == -line.amount_pence,
            _its_posting.c.credit_id.in_(clearing),
            stands(_its_posting),
            or_(same_card, same_reference),
            ~ended,
        )
    )
