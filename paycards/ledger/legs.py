"""A posting as its two legs, and the names that a posting has outside the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    select,
    true,
    union_all,
)

from paycards.store.tables.files import files

DEBIT, CREDIT = 1, -1


def legs(postings: FromClause) -> Select[Any]:
    """Select both legs of `postings`: its columns, with side, ledger_id and leg_pence, debit positive."""
    side = _sides()
    return select(
        *postings.c,
        side.c.side,
        case((side.c.side == DEBIT, postings.c.debit_id), else_=postings.c.credit_id).label("ledger_id"),
        (side.c.side * postings.c.amount_pence).label("leg_pence"),
    ).join_from(postings, side, true())


def _sides() -> Subquery:
    return union_all(select(literal(DEBIT).label("side")), select(literal(CREDIT))).subquery("sides")


def entry(posting: FromClause) -> ColumnElement[str]:
    """The number of a posting's journal entry, by the ledger's numbers; it never changes.

    FILE-ROW-STEP, and -PART after it from the second part of a split payment on.
    """
    names = ("file_id", "row_no", "step", "part")
    file_id, row, step, part = (cast(posting.c[name], String) for name in names)
    return file_id + "-" + row + "-" + step + case((posting.c.part > 1, "-" + part), else_="")


def source(posting: FromClause) -> ColumnElement[str]:
    """The place of a posting, NAME:ROW, or empty if no file brought it; `files` must be joined."""
    return func.coalesce(files.c.name + ":" + cast(posting.c.row_no, String), "")
