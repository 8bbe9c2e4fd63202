"""A closing office's list that was read and checked, as those who work on it take it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class OfficeList:
    """A list that was read.

    `data` are its bytes, `notes` say in what form it came, `unused` are headings that mean nothing here.
    `rows` has row_no as its index, the text columns fund, account_reference, match_reference,
    normalised_reference, title, forenames, surname, address, postcode, holder and language, the numbers
    large_print, is_number (the reference was a number in Excel), may_lack_zeros, payments_a_year,
    last_paid_on (ISO text) and usual_amount_pence (the last three may be missing), and `fault`: what is
    wrong, or empty.
    """

    name: str
    sheet: str
    sha256: str
    rows: pd.DataFrame
    unused: tuple[str, ...]
    notes: tuple[str, ...]
    data: bytes = field(repr=False)
