"""What changes a clearing account though no payment file and no remittance brought it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, case, select

from paycards.access.contracts import ContractRow
from paycards.ledger.balances import BROUGHT, MOVES, signed, touches
from paycards.store.tables import batches, files, ledger_accounts, postings

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


def moved_beside(connection: Connection, contract: ContractRow, as_of: dt.date) -> list[Moved]:
    """Return what was kept as a fee, given back, or owed before the first file, by the end of a day."""
    clearing = contract.clearing_id
    other = case((postings.c.debit_id == clearing, postings.c.credit_id), else_=postings.c.debit_id)
    return [
        Moved(row.kind, row.booked_on, row.pence, (row.file_id, row.row_no), row.name)
        for of_batches in (MOVES, BROUGHT)
        for row in connection.execute(
            select(
                *(postings.c[name] for name in ("file_id", "row_no")),
                batches.c.booked_on,
                files.c.name,
                ledger_accounts.c.kind,
                signed(clearing).label("pence"),
            )
            .select_from(
                of_batches.join(ledger_accounts, ledger_accounts.c.id == other).join(
                    files, files.c.id == postings.c.file_id
                )
            )
            .where(touches(clearing), ledger_accounts.c.kind.in_(WHAT))
            .where(batches.c.booked_on <= as_of)
            .order_by(postings.c.file_id, postings.c.row_no, postings.c.step, postings.c.part)
        )
    ]
