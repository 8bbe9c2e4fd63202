"""A natural key that an earlier line of the contract brought: the same payment again, or another one.

The same is a duplicate: kept, shown, not posted. Another one, which the supplier gave a number that was used
already, is money all the same: it goes to suspense, and a person decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Table,
    and_,
    exists,
    func,
    insert,
    select,
)

from paycards.store import bulk
from paycards.store.rows import Staged
from paycards.store.tables.lines import duplicates, lines, natural_keys, reused_receipts
from paycards.store.temporary import temporary

if TYPE_CHECKING:
    import pandas as pd

LINE = ("file_id", "row_no")
KEY = ("contract_id", "receipt_day", "receipt")
# What a line says of the payment: equal in all, it is the same payment. `paid_at` is empty without a time.
SAID = ("kind", "card_number", "client_reference", "amount_pence", "paid_on", "paid_at")


def keys_of(payments: pd.DataFrame) -> pd.DataFrame | None:
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
) -> None:
    """Let each natural key of a file belong to its first line, and say what the other lines are.

    `keys` are those of `keys_of`; the lines are loaded. Files whose keys are all new are the rule, so
    that is tried first: it is far cheaper than asking about each row.
    """
    driver = connection.dialect.dbapi
    assert driver is not None  # noqa: S101 - an engine's dialect always has one
    try:
        with connection.begin_nested():
            bulk.load(connection, natural_keys, keys, file_id=file_id, contract_id=contract_id)
    except driver.IntegrityError:
        _claim_one_by_one(connection, file_id)
        _judge_the_others(connection, file_id)


def _claim_one_by_one(connection: Connection, file_id: int) -> None:
    """Claim the keys that no line has yet, each for the first line of the file that brings it."""
    key = (lines.c.contract_id, lines.c.receipt_day, lines.c.receipt)
    claimed = exists().where(*(natural_keys.c[column.name] == column for column in key))
    firsts = (
        select(*key, lines.c.file_id, func.min(lines.c.row_no))
        .where(lines.c.file_id == file_id, lines.c.receipt != "", ~claimed)
        .group_by(*key, lines.c.file_id)
        .order_by(*key)
    )
    names = [*(column.name for column in key), "file_id", "row_no"]
    connection.execute(insert(natural_keys).from_select(names, firsts))


def _judge_the_others(connection: Connection, file_id: int) -> None:
    """A line whose key was taken repeats an earlier line of that key, or is another payment.

    Of equal ones in this file that are neither, the first is another payment, the rest its duplicates.
    """
    columns = (Column("file_id", BigInteger), Column("row_no", Integer))
    with temporary(connection, "key_taken", *columns) as others:
        claim = natural_keys.alias("claim")
        taken = and_(_same(claim, lines, KEY), ~_same(claim, lines, LINE), lines.c.file_id == file_id)
        found = select(lines.c.file_id, lines.c.row_no).join(claim, taken)
        connection.execute(insert(others).from_select(LINE, found))
        for bearers in (natural_keys, reused_receipts):
            _mark_duplicates(connection, others, bearers)
        if _note_reused(connection, others):
            _mark_duplicates(connection, others, reused_receipts)


def _mark_duplicates(connection: Connection, others: Table, bearers: Table) -> None:
    """Mark the lines that say what an earlier bearer of their key said."""
    earlier = lines.alias("earlier")
    bears = and_(_same(bearers, lines, KEY), ~_same(bearers, lines, LINE))
    repeats = (
        select(lines.c.file_id, lines.c.row_no, bearers.c.file_id, bearers.c.row_no)
        .select_from(lines)
        .join(others, _same(others, lines, LINE))
        .join(bearers, bears)
        .join(earlier, and_(_same(earlier, bearers, LINE), _same(earlier, lines, SAID)))
        .where(~_is_in(duplicates))
    )
    connection.execute(insert(duplicates).from_select([column.name for column in duplicates.c], repeats))


def _note_reused(connection: Connection, others: Table) -> bool:
    """Note the first line of each payment that is left; tell whether there is one."""
    names = [column.name for column in reused_receipts.c]
    turn = func.row_number().over(
        partition_by=[lines.c[name] for name in (*KEY, *SAID)], order_by=lines.c.row_no
    )
    left = (
        select(*(lines.c[name] for name in names), turn.label("turn"))
        .join(others, _same(others, lines, LINE))
        .where(~_is_in(duplicates))
        .subquery("left_over")
    )
    first = select(*(left.c[name] for name in names)).where(left.c.turn == 1)
    noted = insert(reused_receipts).from_select(names, first)
    return connection.execute(noted, execution_options={"preserve_rowcount": True}).rowcount > 0


def _same(one: FromClause, other: FromClause, names: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in names))


def _is_in(table: Table) -> ColumnElement[bool]:
    return exists().where(_same(table, lines, LINE))
