"""What the bank brought a contract, by the books: each entry from the day on which it was booked as its.

A person or the settings may say late whose an entry is, or that it is not; the day on which that was booked
counts, so that the days before stay what they were. The amounts are those of the entries themselves.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, or_, select

from paycards.access.contracts import ContractRow
from paycards.ledger.balances import BROUGHT, MOVES, touches
from paycards.store.tables import bank_entries, batches, files, ledger_accounts, postings
from paycards.store.tables.lines import same_line

BANK = "bank"
MONEY = (BANK, "clearing")  # an entry moves between these; what is kept of it goes elsewhere


@dataclass(frozen=True)
class Remitted:
    """An entry that became the contract's on a day, or with the other sign was so no longer."""

    place: tuple[int, int]
    name: str
    bank_day: dt.date
    booked_on: dt.date
    pence: int

    @property
    def source(self) -> str:
        """Name the entry: FILE:ROW."""
        return f"{self.name}:{self.place[1]}"


def remitted(connection: Connection, contract: ContractRow, as_of: dt.date) -> list[Remitted]:
    """Return all of it by the end of a day, in the order of the entries."""
    clearing = contract.clearing_id
    other = case((postings.c.debit_id == clearing, postings.c.credit_id), else_=postings.c.debit_id)
    comes = or_(
        and_(bank_entries.c.amount_pence > 0, postings.c.credit_id == clearing),
        and_(bank_entries.c.amount_pence < 0, postings.c.debit_id == clearing),
    )
    pence = case((comes, bank_entries.c.amount_pence), else_=-bank_entries.c.amount_pence)
    found = [
        Remitted((row.file_id, row.row_no), row.name, row.bank_day, row.booked_on, row.pence)
        for of_batches in (BROUGHT, MOVES)
        for row in connection.execute(
            select(
                *(bank_entries.c[name] for name in ("file_id", "row_no")),
                files.c.name,
                bank_entries.c.booked_on.label("bank_day"),
                batches.c.booked_on,
                pence.label("pence"),
            )
            .select_from(
                of_batches.join(bank_entries, same_line(bank_entries, postings))
                .join(ledger_accounts, ledger_accounts.c.id == other)
                .join(files, files.c.id == postings.c.file_id)
            )
            .where(touches(clearing), ledger_accounts.c.kind.in_(MONEY))
            .where(batches.c.booked_on <= as_of)
        )
    ]
    return sorted(found, key=lambda each: (each.place, each.booked_on))
