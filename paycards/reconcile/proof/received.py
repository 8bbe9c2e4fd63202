"""`received`: the totals of the files accepted that day against what first became of their payments.

A payment is posted, put into suspense or offset when it is first decided, or it is a duplicate; what is
decided about it later changes neither side. A file whose payments are not decided yet differs by all of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Select, cast, func, select

from paycards.access.contracts import ContractRow
from paycards.clock import ONE_DAY, end_of
from paycards.reconcile.proof.figure import Figure, Part, of_parts
from paycards.store.tables import accepted_files, batch_controls, batches, duplicates, files, lines
from paycards.store.tables.lines import same_line


def received(connection: Connection, contract: ContractRow, day: dt.date) -> Figure:
    """Compare the totals of the files of a day with their first decisions."""
    return of_parts("received", _parts(connection, contract, day))


def _parts(connection: Connection, contract: ContractRow, day: dt.date) -> Iterator[Part]:
    for file in files_of_day(connection, contract.id, day):
        yield Part("left", "file total", file.total_pence, file.name)
        if file.decided_pence:
            yield Part("right", "posted, in suspense or offset", file.decided_pence, file.name)
        if file.duplicates_pence:
            yield Part("right", "duplicates", file.duplicates_pence, file.name)


def files_of_day(connection: Connection, contract_id: int, day: dt.date) -> Sequence[Row[Any]]:
    """Return the payment files that were accepted on a day, with what of each was decided and came twice."""
    of_day = (
        accepted_files.c.contract_id == contract_id,
        accepted_files.c.accepted_at >= end_of(day - ONE_DAY),
        accepted_files.c.accepted_at < end_of(day),
    )
    query: Select[Any] = (
        select(
            files.c.id,
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
    return connection.execute(query).all()


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
