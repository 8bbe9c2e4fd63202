"""What the bank brought a contract, by the books: each entry from the day on which it was booked as its.

A person or the settings may say late whose an entry is, or that it is not; the day on which that was booked
counts, so that the days before stay what they were. The amounts are those of the entries themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from paycards.reconcile.proof.beside import Beside, beside
from paycards.reconcile.proof.books import DayBooks

MONEY = ("bank", "clearing")  # an entry moves between these; what is kept of it goes elsewhere


class Remitted(NamedTuple):
    """An entry that became the contract's on a day, or with the other sign was so no longer.

    In this order they are listed.
    """

    place: tuple[int, int]
    booked_on: dt.date
    name: str
    bank_day: dt.date
    pence: int

    @property
    def source(self) -> str:
        """Name the entry: FILE:ROW."""
        return f"{self.name}:{self.place[1]}"


def remitted(books: DayBooks) -> Mapping[int, Sequence[Remitted]]:
    """Return all of it by the end of a day for each contract, in the order of the entries."""
    return {contract_id: _in_order(rows) for contract_id, rows in books.once(beside).items()}


def _in_order(rows: Iterable[Beside]) -> list[Remitted]:
    """An entry that credits the clearing account came to the contract; one that debits it left."""
    return sorted(
        Remitted((file_id, row_no), booked_on, name, bank_day, -sign * abs(entry_pence))
        for kind, file_id, row_no, _, _, name, booked_on, sign, _, bank_day, entry_pence in rows
        if entry_pence is not None and bank_day is not None and kind in MONEY
    )
