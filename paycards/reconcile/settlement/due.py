"""A due: one remittance that a contract is expected to make. Whole pence; the day on which it is expected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

DuePlace = tuple[int, int]  # id of the file that makes a due, and the row of an opening item or 0


@dataclass(frozen=True)
class Due:
    """What is owed by one contract under one key, and what of it is settled; derived, never stored.

    `fees_pence` is what the supplier is expected to keep, once matched what it kept. `made_by` is None
    where no file makes it any more.
    """

    council: str
    contract: str
    key: str
    due_on: dt.date
    amount_pence: int
    fees_pence: int = 0
    settled_pence: int = 0
    made_by: DuePlace | None = field(default=None, compare=False)

    @property
    def outstanding_pence(self) -> int:
        """What is still to come; below zero where more came than is owed, or the supplier takes back."""
        return self.amount_pence - self.fees_pence - self.settled_pence

    @property
    def is_over_settled(self) -> bool:
        """Tell whether more of it is settled than there is of it."""
        return self.outstanding_pence * self.settled_pence < 0
