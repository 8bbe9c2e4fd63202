"""A natural key that an earlier line of the contract brought is a duplicate: kept, shown, not posted."""

from __future__ import annotations

from sqlalchemy import Connection, and_, insert, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from paycards.store.tables import duplicates, lines, receipts


def claim_receipts(connection: Connection, file_id: int) -> int:
    """Let each natural key of a file belong to its first line; return how many lines are duplicates.

    Files without a duplicate are the rule, so that is tried first: it is far cheaper than asking
    about each row. The key order makes the insert run along the index instead of all over it.
    """
    names = [column.name for column in receipts.c]
    keyed = (
        select(*(lines.c[name] for name in names))
        .where(lines.c.file_id == file_id, lines.c.receipt != "")
        .order_by(lines.c.receipt, lines.c.receipt_day, lines.c.row_no)
    )
    try:
        with connection.begin_nested():
            connection.execute(insert(receipts).from_select(names, keyed))
    except IntegrityError:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        claims = dialect.insert(receipts).from_select(names, keyed)
        connection.execute(claims.on_conflict_do_nothing())
        return _mark(connection, file_id)
    return 0


def _mark(connection: Connection, file_id: int) -> int:
    claim = receipts.alias("claim")
    others = (
        select(literal(file_id), lines.c.row_no, claim.c.file_id, claim.c.row_no)
        .select_from(
            lines.join(
                claim,
                and_(
                    claim.c.contract_id == lines.c.contract_id,
                    claim.c.receipt == lines.c.receipt,
                    claim.c.receipt_day == lines.c.receipt_day,
                ),
            )
        )
        .where(
            lines.c.file_id == file_id,
            or_(claim.c.file_id != lines.c.file_id, claim.c.row_no != lines.c.row_no),
        )
    )
    names = ["file_id", "row_no", "original_file_id", "original_row_no"]
    marks = insert(duplicates).from_select(names, others)
    return connection.execute(marks, execution_options={"preserve_rowcount": True}).rowcount
