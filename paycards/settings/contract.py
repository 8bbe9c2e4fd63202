"""One client code at one supplier, and the files that are expected."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from paycards.settings.drop import Drop
from paycards.settings.table import Code, FundCode, Pattern, Table


class Timetable(Table):
    """The days for which files are expected, and when they are late.

    `days`: every day, or the working days of England and Wales. A file for a day is due at
    `due` (local time) `due_after_days` days of the same kind later. `files` names the
    extensions or layouts owed each day; empty means: any payment file.
    """

    days: Literal["every_day", "working_days"]
    due: dt.time = dt.time(9, 0)
    due_after_days: int = Field(default=1, ge=0)
    files: tuple[str, ...] = ()
    starts_on: dt.date | None = None


class Contract(Table):
    """One client code at one supplier."""

    code: Code
    channel: str
    client_code: str = Field(min_length=1)
    settlement_lag_working_days: int = Field(default=0, ge=0)
    fund_patterns: tuple[tuple[FundCode, Pattern], ...] = ()
    reference_prefix: str = ""  # some allpay clients put a landlord code before each reference
    timetable: Timetable | None = None
    drop: Drop | None = None
