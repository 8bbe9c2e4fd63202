"""What a decision is about, as the database names it, and whether one waits about it.

    item:FILE_ID:ROW    a suspense item        payment:FILE_ID:ROW   a posted payment
    entry:FILE_ID:ROW   a bank entry           file:FILE_ID          a file

Others are named by the rooms that decide about them. A subject about which a decision waits is left alone by
the machine.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause, String, cast, exists, literal, literal_column

from paycards.store.tables.decisions import decision_subjects

ITEM, PAYMENT, ENTRY, FILE = "item", "payment", "entry", "file"


def place(kind: str, file_id: int, row_no: int) -> str:
    """Name what came in a row of a file.

    >>> place("item", 12, 3)
    'item:12:3'
    """
    return f"{kind}:{file_id}:{row_no}"


def place_of(kind: str, of: FromClause) -> ColumnElement[str]:
    """Name it in SQL, for each row of a table that has file_id and row_no."""
    return literal(f"{kind}:") + cast(of.c.file_id, String) + ":" + cast(of.c.row_no, String)


def file_waits(files: FromClause) -> ColumnElement[bool]:
    """Whether a decision waits about a row of `files`, the table or an alias of it."""
    return exists().where(
        decision_subjects.c.council_id == files.c.council_id,
        decision_subjects.c.waiting == literal_column("1"),
        decision_subjects.c.subject == literal(f"{FILE}:") + cast(files.c.id, String),
    )


def waits(kind: str, of: FromClause) -> ColumnElement[bool]:
    """Whether a decision waits about what a row of `of` brought. The 1 is written out: an index needs it."""
    return exists().where(
        decision_subjects.c.council_id == of.c.council_id,
        decision_subjects.c.waiting == literal_column("1"),
        decision_subjects.c.subject == place_of(kind, of),
    )
