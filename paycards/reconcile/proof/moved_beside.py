"""What changes a clearing account though no payment file and no remittance brought it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from paycards.reconcile.proof.beside import beside
from paycards.reconcile.proof.books import DayBooks

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


def moved_beside(books: DayBooks) -> Mapping[int, Sequence[Moved]]:
    """Return what was kept as a fee, given back, or owed before the first file, by the end of a day."""
    return {contract_id: _in_order(rows) for contract_id, rows in books.once(beside).items()}


def _in_order(rows: Iterable[Row[Any]]) -> list[Moved]:
    """What a later step moved first, then what files brought, in the order of rows."""
    found = [row for row in rows if row.kind in WHAT]
    found.sort(key=lambda row: (row.step == 0, row.file_id, row.row_no, row.step, row.part))
    return [Moved(row.kind, row.booked_on, row.pence, (row.file_id, row.row_no), row.name) for row in found]
