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
from paycards.settings.outgoing import Outgoing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMATS", "LEG_COLUMNS", "POSTING_COLUMNS", "Format", "file_name", "journal", "render"]


@dataclass(frozen=True)
class Format:
    """One receiving system's file. It can name an account whose whole reference matches `reference`."""

    name: str
    reference: str
    reference_is: str  # the same in words
    render: Callable[..., bytes]
    file_name: Callable[[dt.date], str]


FORMATS: dict[str, Format] = {
    format_.name: format_
    for format_ in (
        Format(
            "rent_cash", rent_cash.REFERENCE, rent_cash.REFERENCE_IS, rent_cash.render, rent_cash.file_name
        ),
        Format(
            "income_csv",
            income_csv.REFERENCE,
            income_csv.REFERENCE_IS,
            income_csv.render,
            income_csv.file_name,
        ),
    )
}


def render(postings: pd.DataFrame, *, outgoing: Outgoing) -> bytes:
    """The file of these postings (POSTING_COLUMNS) in the format that the settings name."""
    return FORMATS[outgoing.format].render(postings, outgoing=outgoing)


def file_name(night: dt.date, *, outgoing: Outgoing) -> str:
    """The name of the night's file; two funds of one format share it, so give each fund a folder."""
    return FORMATS[outgoing.format].file_name(night)
