"""A natural key that an earlier line of the contract brought is a duplicate: kept, shown, not posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, exists, func, insert, literal, or_, select

from paycards.store import bulk
from paycards.store.rows import Staged
from paycards.store.tables import duplicates, lines, receipts

if TYPE_CHECKING:
    import pandas as pd


def natural_keys(payments: pd.DataFrame) -> pd.DataFrame | None:
    """Return the natural keys of lines, in their own order, or None where no line has one.

    So the insert runs along the index instead of all over it. `payments` has the columns of
    `lines` that make the key: receipt_day, receipt (empty: the line has none) and row_no.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    keyed = payments.loc[payments["receipt"] != "", ["receipt_day", "receipt", "row_no"]]
    if keyed.empty:
        return None
    days = pa.array(keyed["receipt_day"].to_numpy(dtype="int64"))
    keys = pa.table({"receipt_day": days, "receipt": pa.array(keyed["receipt"])})
    order = pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in keys.column_names])
    return keyed.take(order.to_numpy())


def claim_receipts(
    connection: Connection, file_id: int, contract_id: int, keys: pd.DataFrame | Staged
) -> int:
    """Let each natural key of a file belong to its first line; return how many lines are duplicates.

    `keys` are those of `natural_keys`; the lines are loaded. Files without a duplicate are the rule, so
    that is tried first: it is far cheaper than asking about each row.
    """
    driver = connection.dialect.dbapi
    assert driver is not None  # noqa: S101 - an engine's dialect always has one
    try:
        with connection.begin_nested():
            bulk.load(connection, receipts, keys, file_id=file_id, contract_id=contract_id)
    except driver.IntegrityError:
        _claim_one_by_one(connection, file_id)
        return _mark(connection, file_id)
    return 0


def _claim_one_by_one(connection: Connection, file_id: int) -> None:
    """Claim the keys that no line has yet, each for the first line of the file that brings it."""
    key = (lines.c.contract_id, lines.c.receipt_day, lines.c.receipt)
    claimed = exists().where(*(receipts.c[column.name] == column for column in key))
    firsts = (
        select(*key, lines.c.file_id, func.min(lines.c.row_no))
        .where(lines.c.file_id == file_id, lines.c.receipt != "", ~claimed)
        .group_by(*key, lines.c.file_id)
        .order_by(*key)
    )
    names = [*(column.name for column in key), "file_id", "row_no"]
    connection.execute(insert(receipts).from_select(names, firsts))


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
