"""What moved clearing accounts beside the first decisions of payments: one row for each move of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from paycards.ledger.balances import decided_pence, touching
from paycards.reconcile.proof.books import DayBooks
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.files import files
from paycards.store.tables.ledger import ledger_accounts
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


class Beside(NamedTuple):
    """A move of a clearing account; `kind` is that of the account on the other side.

    Of an entry of the bank: its day there, and its amount.
    """

    kind: str
    file_id: int
    row_no: int
    step: int
    part: int
    name: str
    booked_on: dt.date
    sign: int  # 1 where the clearing account is debited, else -1
    pence: int  # debit positive
    bank_day: dt.date | None
    entry_pence: int | None


def clearing_pence(books: DayBooks) -> Mapping[int, int]:
    """Return the balance of each contract's clearing account at the end of the day, debit positive."""
    decided = decided_pence(books.connection, books.ids, books.day)
    return {
        contract_id: decided[contract_id] + sum(row.pence for row in rows)
        for contract_id, rows in books.once(beside).items()
    }


def beside(books: DayBooks) -> Mapping[int, Sequence[Beside]]:
    """Return the moves of each contract's clearing account by the end of the day, one for each row."""
    contract_of = {each.clearing_id: each.id for each in books.contracts}
    asked = {"accounts": list(contract_of), "as_of": books.day}
    rows = books.connection.execute(_BESIDE, asked).all()
    kind_of = _kinds(books, {row.other_id for row in rows})
    found: dict[int, list[Beside]] = {contract_id: [] for contract_id in books.ids}
    for account_id, other_id, *its in rows:
        found[contract_of[account_id]].append(Beside(kind_of[other_id], *its))
    return found


def _kinds(books: DayBooks, account_ids: Collection[int]) -> Mapping[int, str]:
    """The kinds of these accounts, which are few: to join them, PostgreSQL would read all customers'."""
    query = select(ledger_accounts.c.id, ledger_accounts.c.kind).where(ledger_accounts.c.id.in_(account_ids))
    return dict(books.connection.execute(query).all())


def moved_beside(books: DayBooks) -> Mapping[int, Sequence[Moved]]:
    """Return what was kept as a fee, given back, or owed before the first file, by the end of a day."""
    return {contract_id: _in_order(rows) for contract_id, rows in books.once(beside).items()}


def _in_order(rows: Iterable[Beside]) -> list[Moved]:
    """What a later step moved first, then what files brought, in the order of rows."""
    found = [row for row in rows if row.kind in WHAT]
    found.sort(key=lambda row: (row.step == 0, row.file_id, row.row_no, row.step, row.part))
    return [Moved(row.kind, row.booked_on, row.pence, (row.file_id, row.row_no), row.name) for row in found]


_MOVED = touching()
_BESIDE = select(
    _MOVED.c.account_id, _MOVED.c.other_id, _MOVED.c.file_id, _MOVED.c.row_no, _MOVED.c.step, _MOVED.c.part,
    files.c.name, _MOVED.c.booked_on, _MOVED.c.sign, _MOVED.c.pence,
    bank_entries.c.booked_on.label("bank_day"), bank_entries.c.amount_pence.label("entry_pence"),
).select_from(
    _MOVED.join(files, files.c.id == _MOVED.c.file_id)
    .outerjoin(bank_entries, same_line(bank_entries, _MOVED))
)  # fmt: skip
