"""Payments that a person moved from one customer's account to another, and where their money is now."""

from __future__ import annotations

from sqlalchemy import BigInteger, Subquery, case, cast, func, select, union_all

from paycards.ledger.balances import MOVES
from paycards.store.tables.accounts import accounts
from paycards.store.tables.ledger import batches, postings
from paycards.store.tables.lines import same_line


def _moved() -> Subquery:
    """The moved lines, each with the day of its last move: what a decision took from a customer's account."""
    return (
        select(postings.c.file_id, postings.c.row_no, func.max(batches.c.booked_on).label("moved_on"))
        .select_from(MOVES.join(accounts, accounts.c.id == postings.c.debit_id))
        .where(batches.c.kind == "decision")
        .group_by(postings.c.file_id, postings.c.row_no)
        .subquery("moved_line")
    )


def _where_now() -> Subquery:
    """One row a moved line: file_id, row_no, moved_on, and account_id where one account has all of it."""
    line = _moved()
    sides = ((postings.c.credit_id, postings.c.amount_pence), (postings.c.debit_id, -postings.c.amount_pence))
    legs = union_all(
        *(
            select(*line.c, account_id.label("account_id"), pence.label("pence"))
            .select_from(line.join(postings, same_line(postings, line)))
            .join(accounts, accounts.c.id == account_id)
            for account_id, pence in sides
        )
    ).subquery("leg")
    pence = cast(func.sum(legs.c.pence), BigInteger)
    place = (legs.c.file_id, legs.c.row_no, legs.c.moved_on)
    holds = select(*place, legs.c.account_id).group_by(*place, legs.c.account_id).having(pence != 0)
    held = holds.subquery("held")
    one = case((func.count() == 1, func.max(held.c.account_id))).label("account_id")
    line_of = (held.c.file_id, held.c.row_no, held.c.moved_on)
    return select(*line_of, one).group_by(*line_of).subquery("moved")


MOVED = _where_now()
