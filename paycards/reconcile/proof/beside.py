"""What moved clearing accounts beside the first decisions of payments: one row for each move of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from paycards.ledger.balances import decided_pence, touching
from paycards.reconcile.proof.books import DayBooks
from paycards.store.tables import bank_entries, files, ledger_accounts
from paycards.store.tables.lines import same_line

FEES, SUSPENSE = "fees", "suspense"
WHAT = {  # by the kind of the account on the other side
    FEES: "fee or charge",
    SUSPENSE: "returned to the supplier",
    "opening": "owed before the first file",
}


@dataclass(frozen=True)
class Moved:
    """An amount on the clearing account, debit positive, and the place that it comes from."""

    kind: str
    booked_on: dt.date
    pence: int
    place: tuple[int, int]
    name: str

    @property
    def what(self) -> str:
        """Say it in words."""
        return WHAT[self.kind]

    @property
    def source(self) -> str:
        """Name the row: FILE:ROW."""
        return f"{self.name}:{self.place[1]}"


def clearing_pence(books: DayBooks) -> Mapping[int, int]:
    """Return the balance of each contract's clearing account at the end of the day, debit positive."""
    decided = decided_pence(books.connection, books.ids, books.day)
    return {
        contract_id: decided[contract_id] + sum(row.pence for row in rows)
        for contract_id, rows in books.once(beside).items()
    }


def beside(books: DayBooks) -> Mapping[int, Sequence[Row[Any]]]:
    """Return the moves of each contract's clearing account by the end of the day.

    Each has the kind of the account on the other side, the name of its file, and what the bank says of its
    entry where it is one: `bank_day`, `entry_pence`.
    """
    contract_of = {each.clearing_id: each.id for each in books.contracts}
    moved = touching(list(contract_of), books.day)
    query = select(
        moved, ledger_accounts.c.kind, files.c.name,
        bank_entries.c.booked_on.label("bank_day"), bank_entries.c.amount_pence.label("entry_pence"),
    ).select_from(
        moved.join(ledger_accounts, ledger_accounts.c.id == moved.c.other_id)
        .join(files, files.c.id == moved.c.file_id)
        .outerjoin(bank_entries, same_line(bank_entries, moved))
    )  # fmt: skip
    found: dict[int, list[Row[Any]]] = {contract_id: [] for contract_id in books.ids}
    for row in books.connection.execute(query):
        found[contract_of[row.account_id]].append(row)
    return found


def moved_beside(books: DayBooks) -> Mapping[int, Sequence[Moved]]:
    """Return what was kept as a fee, given back, or owed before the first file, by the end of a day."""
    return {contract_id: _in_order(rows) for contract_id, rows in books.once(beside).items()}


def _in_order(rows: Iterable[Row[Any]]) -> list[Moved]:
    """What a later step moved first, then what files brought, in the order of rows."""
    found = [row for row in rows if row.kind in WHAT]
    found.sort(key=lambda row: (row.step == 0, row.file_id, row.row_no, row.step, row.part))
    return [Moved(row.kind, row.booked_on, row.pence, (row.file_id, row.row_no), row.name) for row in found]
