"""The files that carry postings to the housing, revenues and general-ledger systems.

Pure: a frame of postings in, bytes out. All of a file is right or there is no file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paycards.ledger.outgoing import income_csv, journal, rent_cash
from paycards.ledger.outgoing.columns import LEG_COLUMNS, POSTING_COLUMNS
from paycards.ledger.outgoing.fields import Hit, refuse_unfit
from paycards.ledger.outgoing.methods import method_codes
from paycards.settings.outgoing import Outgoing

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FORMATS",
    "LEG_COLUMNS",
    "POSTING_COLUMNS",
    "Format",
    "compose",
    "file_name",
    "journal",
    "render",
    "unfit",
]


@dataclass(frozen=True)
class Format:
    """One receiving system's file. It can name an account whose whole reference matches `reference`."""

    name: str
    reference: str
    reference_is: str  # the same in words
    unfit: Callable[..., dict[str, Hit]]
    compose: Callable[..., bytes]
    file_name: Callable[[dt.date], str]


FORMATS: dict[str, Format] = {
    format_.name: format_
    for format_ in (
        Format(
            "rent_cash",
            rent_cash.REFERENCE,
            rent_cash.REFERENCE_IS,
            rent_cash.unfit,
            rent_cash.compose,
            rent_cash.file_name,
        ),
        Format(
            "income_csv",
            income_csv.REFERENCE,
            income_csv.REFERENCE_IS,
            income_csv.unfit,
            income_csv.compose,
            income_csv.file_name,
        ),
    )
}


def unfit(postings: pd.DataFrame, *, outgoing: Outgoing) -> dict[str, Hit]:
    """The rows (POSTING_COLUMNS) that the format cannot take, as sentence endings and the rows they hit.

    Raises SettingsError for an outgoing table that is wrong itself.
    """
    return FORMATS[outgoing.format].unfit(postings, outgoing=outgoing)


def compose(postings: pd.DataFrame, *, outgoing: Outgoing) -> bytes:
    """The file of postings (POSTING_COLUMNS) that all fit, in their order."""
    return FORMATS[outgoing.format].compose(postings, outgoing=outgoing)


def render(postings: pd.DataFrame, *, outgoing: Outgoing) -> bytes:
    """The file of these postings (POSTING_COLUMNS) in the format that the settings name.

    Raises BadRows for rows that it cannot take, SettingsError for an outgoing table that is wrong.
    """
    method_codes(postings["network"], outgoing)
    what = f"the {outgoing.format} file of fund {outgoing.fund}"
    refuse_unfit(postings, what, unfit(postings, outgoing=outgoing))
    return compose(postings, outgoing=outgoing)


def file_name(night: dt.date, *, outgoing: Outgoing) -> str:
    """The name of the night's file; two funds of one format share it, so give each fund a folder."""
    return FORMATS[outgoing.format].file_name(night)
