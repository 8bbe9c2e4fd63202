"""What must hold in the books by itself, whatever the originals say: the totals of files, batches and ledger.

Each rule is a query for where it is broken, with the columns kind, council_id, file_id, about, and rows
and pence as they are, then as they should be. What is asked of one table is one rule: it is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from paycards.store.tables.files import files
from paycards.store.tables.ledger import batch_controls, batches, ledger_accounts, postings
from paycards.store.tables.lines import duplicates, lines, same_line
from paycards.verify.addable import addable


def _or_nothing(column: ColumnElement[Any]) -> ColumnElement[int]:
    return func.coalesce(column, 0)


def _sum(amount: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.sum(amount), BigInteger)


def _lines() -> CompoundSelect[Any]:
    """The lines of each file are those that its own totals tell, and each line is of an accepted file."""
    totals = (
        select(
            lines.c.file_id.label("id"),
            func.count().label("rows"),
            _sum(addable(lines.c.amount_pence)).label("pence"),
        )
        .group_by(lines.c.file_id)
        .cte("totals")
    )
    taken = and_(files.c.id == totals.c.id, files.c.state == "accepted")
    return union_all(
        _files_that_differ(totals, "its lines", literal(value=True)),
        _strays("stray rows", totals, "lines of no accepted file, ", files, taken),
    )


def _postings() -> CompoundSelect[Any]:
    """All that their totals must be: of the file whose lines they place, of their batch, of what is there."""
    moved = _moved()
    of_batches, of_files = _added_up(moved.c.batch_id, moved), _added_up(moved.c.file_id, moved)
    placed = _placed(moved)
    return union_all(
        _files_that_differ(placed, "its placed lines", files.c.decided_at.is_not(None)),
        _batches(of_batches),
        _strays("stray rows", of_batches, "postings of no batch, ", batches, batches.c.id == of_batches.c.id),
        _strays("stray posting", of_files, "postings of no file, ", files, files.c.id == of_files.c.id),
    )


def _moved() -> CTE:
    """Count and sum the postings of each file in each batch: all, and those of the first step."""
    first = postings.c.step == 0
    amount = addable(postings.c.amount_pence)
    return (
        select(
            *(postings.c.file_id, postings.c.batch_id),
            *(func.count().label("rows"), _sum(amount).label("pence")),
            func.count().filter(first).label("first_rows"),
            cast(func.sum(amount).filter(first), BigInteger).label("first_pence"),
        )
        .group_by(postings.c.file_id, postings.c.batch_id)
        .cte("moved")
    )


def _added_up(by: ColumnElement[int], of: FromClause) -> FromClause:
    return (
        select(by.label("id"), _sum(of.c.rows).label("rows"), _sum(of.c.pence).label("pence"))
        .select_from(of)
        .group_by(by)
        .subquery()
    )


def _placed(moved: CTE) -> FromClause:
    """Lines posted + suspense + duplicate + offset = the file's own totals, in count and in pence."""
    line = same_line(lines, duplicates)
    rows = union_all(
        select(moved.c.file_id, moved.c.first_rows.label("rows"), moved.c.first_pence.label("pence")),
        select(duplicates.c.file_id, literal(1), addable(lines.c.amount_pence)).join(lines, line),
    ).subquery()
    return _added_up(rows.c.file_id, rows)


def _files_that_differ(totals: FromClause, about: str, which: ColumnElement[bool]) -> Select[Any]:
    rows, pence = _or_nothing(totals.c.rows), _or_nothing(totals.c.pence)
    due = (files.c.row_count, files.c.total_pence)
    return (
        select(literal("file total"), files.c.council_id, files.c.id, literal(about), rows, pence, *due)
        .outerjoin(totals, totals.c.id == files.c.id)
        .where(files.c.state == "accepted", files.c.kind == "payments", which)
        .where(or_(rows != due[0], pence != due[1]))
    )


def _batches(totals: FromClause) -> Select[Any]:
    rows, pence = _or_nothing(totals.c.rows), _or_nothing(totals.c.pence)
    due = (_or_nothing(batch_controls.c.postings), _or_nothing(batch_controls.c.total_pence))
    about = literal("batch ") + cast(batches.c.id, String)
    return (
        select(literal("batch total"), batches.c.council_id, batches.c.file_id, about, rows, pence, *due)
        .outerjoin(totals, totals.c.id == batches.c.id)
        .outerjoin(batch_controls, batch_controls.c.batch_id == batches.c.id)
        .where(or_(rows != due[0], pence != due[1]))
    )


def _strays(
    kind: str, totals: FromClause, about: str, home: FromClause, here: ColumnElement[bool]
) -> Select[Any]:
    """Rows that belong nowhere: nothing should be there."""
    nowhere = cast(null(), Integer)
    return (
        select(literal(kind), nowhere, nowhere, literal(about) + cast(totals.c.id, String))
        .add_columns(totals.c.rows, totals.c.pence, literal(0), literal(0))
        .outerjoin(home, here)
        .where(home.c.id.is_(None))
    )


def _trial_balance() -> Select[Any]:
    """Each council's own debits and credits; only a posting between two councils can part them."""
    debit, credit = ledger_accounts.alias("debit"), ledger_accounts.alias("credit")
    crossing = (
        select(debit.c.council_id.label("debited"), credit.c.council_id.label("credited"))
        .add_columns(addable(postings.c.amount_pence).label("amount_pence"))
        .outerjoin(debit, debit.c.id == postings.c.debit_id)
        .outerjoin(credit, credit.c.id == postings.c.credit_id)
        .where(debit.c.council_id.is_distinct_from(credit.c.council_id))
        .cte("crossing")
    )
    leg = union_all(
        select(crossing.c.debited.label("council_id"), crossing.c.amount_pence.label("pence")),
        select(crossing.c.credited, -crossing.c.amount_pence),
    ).subquery()
    total = cast(func.sum(leg.c.pence), BigInteger)
    return (
        select(literal("trial balance"), leg.c.council_id, cast(null(), Integer))
        .add_columns(literal("the trial balance"))
        .add_columns(literal(0), total, literal(0), literal(0))
        .where(leg.c.council_id.is_not(None))
        .group_by(leg.c.council_id)
        .having(total != 0)
    )


RULES: Mapping[str, Callable[[], Select[Any] | CompoundSelect[Any]]] = {
    "lines": _lines,
    "postings": _postings,
    "the trial balance": _trial_balance,
}
