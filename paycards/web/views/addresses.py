"""The parts of addresses: numbers of files, days, months."""

from __future__ import annotations

import datetime as dt
import re

from paycards.clock import is_meant
from paycards.errors import NotFound
from paycards.pages.paging import BadCursor

ID = "<int:{}>"
ROW = f"{ID.format('file_id')}-<int:row_no>"
ITEM = f"/suspense/{ID.format('item_id')}"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def day_of(text: str) -> dt.date:
    """The day that an address names. Raises NotFound for what is none."""
    try:
        day = dt.date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError as error:
        raise NotFound("day", text) from error
    if not is_meant(day):
        raise NotFound("day", text)
    return day


def day_before(text: str) -> dt.date | None:
    """The day before which a list is to begin; None where the address names none. Raises BadCursor."""
    try:
        return day_of(text) if text else None
    except NotFound as error:
        raise BadCursor from error


def month_of(text: str) -> str:
    """The month that an address names. Raises NotFound for what is none."""
    return f"{day_of(f'{text}-01'):%Y-%m}"
