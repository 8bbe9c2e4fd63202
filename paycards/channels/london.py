"""The time in London at an instant: what a supplier writes with an offset counts as the day there."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_time(instant: str) -> str:
    """The date and time in London, YYYY-MM-DDTHH:MM:SS, of ISO 8601 with offset. Raises ValueError."""
    try:
        local = dt.datetime.fromisoformat(instant).astimezone(LONDON)
    except OverflowError as error:  # the first or the last day that there is
        raise ValueError(str(error)) from error
    return local.replace(tzinfo=None).isoformat(timespec="seconds")
