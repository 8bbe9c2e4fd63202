"""What must hold in the books by itself, whatever the originals say: the totals of files, batches and ledger.

Each rule is a query for where it is broken, with the columns council_id, file_id, about, and rows
and pence as they are, then as they should be.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
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


def _totals(of: FromClause, by: ColumnElement[int], amount: ColumnElement[int]) -> FromClause:
    """Count the rows of `of` and sum their amounts, by file or batch."""
    pence = cast(func.sum(amount), BigInteger).label("pence")
    return select(by.label("id"), func.count().label("rows"), pence).select_from(of).group_by(by).subquery()


def _or_nothing(column: ColumnElement[Any]) -> ColumnElement[int]:
    return func.coalesce(column, 0)


def _files_that_differ(totals: FromClause, about: str, which: ColumnElement[bool]) -> Select[Any]:
    rows, pence = _or_nothing(totals.c.rows), _or_nothing(totals.c.pence)
    due = (files.c.row_count, files.c.total_pence)
    return (
        select(
            files.c.council_id, files.c.id.label("file_id"), literal(about).label("about"), rows, pence, *due
        )
        .outerjoin(totals, totals.c.id == files.c.id)
        .where(files.c.state == "accepted", files.c.kind == "payments", which)
        .where(or_(rows != due[0], pence != due[1]))
    )


def _lines_of_files() -> Select[Any]:
    totals = _totals(lines, lines.c.file_id, lines.c.amount_pence)
    return _files_that_differ(totals, "its lines", literal(value=True))


def _placed_lines_of_files() -> Select[Any]:
    """Lines posted + suspense + duplicate + offset = the file's own totals, in count and in pence."""
    line = same_line(lines, duplicates)
    placed = union_all(
        select(postings.c.file_id, postings.c.amount_pence).where(postings.c.step == 0),
        select(duplicates.c.file_id, lines.c.amount_pence).join(lines, line),
    ).subquery()
    totals = _totals(placed, placed.c.file_id, placed.c.amount_pence)
    return _files_that_differ(totals, "its placed lines", files.c.decided_at.is_not(None))


def _batches() -> Select[Any]:
    totals = _totals(postings, postings.c.batch_id, postings.c.amount_pence)
    rows, pence = _or_nothing(totals.c.rows), _or_nothing(totals.c.pence)
    due = (_or_nothing(batch_controls.c.postings), _or_nothing(batch_controls.c.total_pence))
    return (
        select(batches.c.council_id, batches.c.file_id, literal("batch ") + cast(batches.c.id, String))
        .add_columns(rows, pence, *due)
        .outerjoin(totals, totals.c.id == batches.c.id)
        .outerjoin(batch_controls, batch_controls.c.batch_id == batches.c.id)
        .where(or_(rows != due[0], pence != due[1]))
    )


def _strays(totals: FromClause, about: str, home: FromClause, here: ColumnElement[bool]) -> Select[Any]:
    """Rows that belong nowhere: nothing should be there."""
    nowhere = cast(null(), Integer)
    return (
        select(nowhere, nowhere, literal(about) + cast(totals.c.id, String))
        .add_columns(totals.c.rows, totals.c.pence, literal(0), literal(0))
        .outerjoin(home, here)
        .where(home.c.id.is_(None))
    )


def _stray_lines() -> Select[Any]:
    totals = _totals(lines, lines.c.file_id, lines.c.amount_pence)
    taken = and_(files.c.id == totals.c.id, files.c.state == "accepted")
    return _strays(totals, "lines of no accepted file, ", files, taken)


def _stray_postings() -> Select[Any]:
    totals = _totals(postings, postings.c.batch_id, postings.c.amount_pence)
    return _strays(totals, "postings of no batch, ", batches, batches.c.id == totals.c.id)


def _trial_balance() -> Select[Any]:
    """Each council's own debits and credits; only a posting between two councils can part them."""
    debit, credit = ledger_accounts.alias("debit"), ledger_accounts.alias("credit")
    crossing = (
        select(debit.c.council_id.label("debited"), credit.c.council_id.label("credited"))
        .add_columns(postings.c.amount_pence)
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
        select(leg.c.council_id, cast(null(), Integer), literal("the trial balance"))
        .add_columns(literal(0), total, literal(0), literal(0))
        .where(leg.c.council_id.is_not(None))
        .group_by(leg.c.council_id)
        .having(total != 0)
    )


def _postings_of_no_file() -> Select[Any]:
    totals = _totals(postings, postings.c.file_id, postings.c.amount_pence)
    return _strays(totals, "postings of no file, ", files, files.c.id == totals.c.id)


RULES = (
    ("file total", _lines_of_files),
    ("file total", _placed_lines_of_files),
    ("batch total", _batches),
    ("stray rows", _stray_lines),
    ("stray rows", _stray_postings),
    ("stray posting", _postings_of_no_file),
    ("trial balance", _trial_balance),
)
