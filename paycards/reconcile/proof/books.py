"""The books as the checks of one contract and day ask for them: what several checks need is read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Select, cast, func, select

from paycards.access.contracts import ContractRow
from paycards.clock import ONE_DAY, end_of
from paycards.ledger.balances import clearing_pence
from paycards.reconcile.proof.figure import Figure
from paycards.reconcile.proof.moved_beside import Moved, moved_beside
from paycards.reconcile.proof.remitted import Remitted, remitted
from paycards.store.tables import accepted_files, batch_controls, batches, duplicates, files, lines
from paycards.store.tables.lines import same_line


@dataclass(frozen=True)
class Books:
    """The books of a contract at the end of a day; `now` says which files are due already.

    `banks` has what was found of bank accounts, for the next contract whose money comes to the same one.
    """

    connection: Connection
    contract: ContractRow
    day: dt.date
    now: dt.datetime
    banks: dict[object, Figure | None] = field(default_factory=dict)

    @cached_property
    def clearing_pence(self) -> int:
        """The balance of the contract's clearing account, debit positive."""
        return clearing_pence(self.connection, self.contract.id, self.contract.clearing_id, self.day)

    @cached_property
    def files(self) -> Sequence[Row[Any]]:
        """The payment files that were accepted that day, with what of each was decided and came twice."""
        return _files_of_day(self.connection, self.contract.id, self.day)

    @cached_property
    def remitted(self) -> Sequence[Remitted]:
        """What the bank brought until then."""
        return remitted(self.connection, self.contract, self.day)

    @cached_property
    def moved(self) -> Sequence[Moved]:
        """What changed the clearing account until then beside files and remittances."""
        return moved_beside(self.connection, self.contract, self.day)


def _files_of_day(connection: Connection, contract_id: int, day: dt.date) -> Sequence[Row[Any]]:
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
