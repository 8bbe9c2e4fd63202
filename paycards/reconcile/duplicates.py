"""A natural key that an earlier line of the contract brought is a duplicate: kept, shown, not posted."""

from __future__ import annotations

from sqlalchemy import Connection, and_, insert, literal, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite

from paycards.store.tables import duplicates, lines, receipts


def claim_receipts(connection: Connection, file_id: int) -> int:
    """Let each natural key of a file belong to its first line; return how many lines are duplicates.

    The key order makes the insert run along the index instead of all over it.
    """
    keyed = select(
        lines.c.contract_id, lines.c.receipt, lines.c.receipt_day, lines.c.file_id, lines.c.row_no
    ).where(lines.c.file_id == file_id, lines.c.receipt != "")
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    claims = (
        dialect.insert(receipts)
        .from_select(
            [column.name for column in receipts.c],
            keyed.order_by(lines.c.receipt, lines.c.receipt_day, lines.c.row_no),
        )
        .on_conflict_do_nothing()
    )
    claimed = connection.execute(claims).rowcount
    with_key = connection.execute(select(text("count(*)")).select_from(keyed.subquery())).scalar_one()
    return _mark(connection, file_id) if claimed < with_key else 0


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
    return connection.execute(insert(duplicates).from_select(names, others)).rowcount
