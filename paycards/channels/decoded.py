"""What a supplier's file says, once it was read: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class SupplierStatement:
    """opening + credits - debits = closing, and the lines sum to the credits; whole pence."""

    opening_on: str  # ISO 8601
    opening_pence: int
    imported_on: str
    lines: Mapping[str, int]  # extension -> pence, signed
    credits_pence: int
    debits_pence: int
    closing_on: str
    closing_pence: int


@dataclass(frozen=True)
class Decoded:
    """A file that was read whole and agrees with itself."""

    layout: str
    layout_sha256: str  # of the layout's own file, as it was then
    kind: str  # payments | cards | control | statement | report
    client_code: str
    sequence: int
    series: str
    limit: int
    created_on: str  # ISO 8601, or empty where the file does not say
    frame: pd.DataFrame | None  # the columns of `columns.py`
    rows: int
    total_pence: int  # signed, reversals negative; 0 where there are no payments
    statement: SupplierStatement | None
    named_day: str = ""  # ISO 8601: the latest that the rows name for their file, or when it was created
    settles_on: str = ""  # ISO 8601: when the supplier says that it pays, where it does
    till_pence: int = 0  # of the total: what the council's own terminals took, which nobody has to pay to it
