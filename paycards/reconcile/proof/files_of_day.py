"""The payment files that were accepted on a day, with what of each was decided and what came twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Row, Select, cast, func, select

from paycards.clock import ONE_DAY, end_of
from paycards.reconcile.by_contract import by_contract
from paycards.reconcile.proof.books import DayBooks
from paycards.store.tables.files import accepted_files, files
from paycards.store.tables.ledger import batch_controls, batches
from paycards.store.tables.lines import duplicates, lines, same_line


def files_of_day(books: DayBooks) -> Mapping[int, Sequence[Row[Any]]]:
    """Return them for each contract, in the order received."""
    of_day = (
        accepted_files.c.contract_id.in_(books.ids),
        accepted_files.c.accepted_at >= end_of(books.day - ONE_DAY),
        accepted_files.c.accepted_at < end_of(books.day),
    )
    query: Select[Any] = (
        select(
            files.c.id,
            files.c.contract_id,
            files.c.name,
            files.c.total_pence,
            accepted_files.c.till_pence,
            _DECIDED.label("decided_pence"),
            _DUPLICATES.label("duplicates_pence"),
        )
        .join_from(accepted_files, files, files.c.id == accepted_files.c.file_id)
        .where(*of_day, files.c.kind == "payments")
        .order_by(files.c.id)
    )
    return by_contract(books.ids, books.connection.execute(query))


def _total(query: Select[Any]) -> Any:
    return func.coalesce(query.correlate(files).scalar_subquery(), 0)


_DECIDED = _total(
    select(cast(func.sum(batch_controls.c.total_pence), BigInteger))
    .join_from(batches, batch_controls, batch_controls.c.batch_id == batches.c.id)
    .where(batches.c.file_id == files.c.id)
)
_DUPLICATES = _total(
    select(cast(func.sum(lines.c.amount_pence), BigInteger))
    .join_from(duplicates, lines, same_line(lines, duplicates))
    .where(duplicates.c.file_id == files.c.id)
)
