"""A row of an office's list and what is to become of it, decided before anything is written."""

from __future__ import annotations

from dataclasses import dataclass

from paycards.issue.artwork.paper import Holding


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row and what is to become of it, with id and fund of the account that it names, if it names one.

    `fault` is why its letter would not arrive; `trial` is what must be drawn before it is sure that it can be
    printed.
    """

    row_no: int
    outcome: str
    message: str = ""
    account_id: int = 0
    fund: str = ""
    holder: str = ""
    additional: bool = False
    fault: str = ""
    trial: Holding | None = None
