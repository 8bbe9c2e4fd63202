"""The values of a bank file: each text is read strictly, in the one form that its format allows.

Every function raises ValueError that says what was expected.

>>> iso_amount("1234.50000"), swift_amount("27,"), minor_units("-36521")
(123450, 2700, -36521)
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

ISO_AMOUNT = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2})0*)?")
SWIFT_AMOUNT = re.compile(r"([0-9]{1,13}),([0-9]{0,2})")
MINOR_UNITS = re.compile(r"[+-]?[0-9]{1,15}")
ISO_DAY = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2}|T[0-9]{2}:[0-9]{2}[0-9:.Z+-]*)?"
)
SHORT_DAY = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")
MONTH_AND_DAY = re.compile(r"([0-9]{2})([0-9]{2})")


def iso_amount(text: str) -> int:
    """Pence of an amount in XML: digits, at most two decimals that are not zero, no sign."""
    match = ISO_AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError("pounds in plain digits with at most two decimals, without a sign")
    return _pence(match[1], match[2] or "")


def swift_amount(text: str) -> int:
    """Pence of an amount in MT940: digits, one comma, at most two decimals."""
    match = SWIFT_AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError("digits, one comma, at most two decimals")
    return _pence(match[1], match[2])


def minor_units(text: str) -> int:
    """Pence of an amount in BAI2: digits, in summaries with a sign, the decimal point implied."""
    if not MINOR_UNITS.fullmatch(text):
        raise ValueError("whole pence in digits")
    return int(text)


def unsigned_units(text: str) -> int:
    """Pence of a transaction in BAI2: digits only, the sign is that of its type code."""
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise ValueError("whole pence in digits, without a sign")
    return int(text)


def iso_day(text: str) -> dt.date:
    """The calendar date as written; a time of day and an offset behind it change nothing."""
    match = ISO_DAY.fullmatch(text)
    if match is None:
        raise ValueError("a date such as 2026-11-02")
    return _real(lambda: dt.date.fromisoformat(match[1]))


def short_day(text: str) -> dt.date:
    """YYMMDD in this century."""
    match = SHORT_DAY.fullmatch(text)
    if match is None:
        raise ValueError("a date YYMMDD")
    year, month, day = map(int, match.groups())
    return _real(lambda: dt.date(2000 + year, month, day))


def day_nearest_to(anchor: dt.date, text: str) -> dt.date:
    """MMDD in the year that brings it nearest to `anchor`.

    >>> day_nearest_to(dt.date(2027, 1, 2), "1231")
    datetime.date(2026, 12, 31)
    """
    match = MONTH_AND_DAY.fullmatch(text)
    if match is None:
        raise ValueError("a date MMDD")
    month, day = map(int, match.groups())
    days = [found for year in (-1, 0, 1) if (found := _day(anchor.year + year, month, day))]
    if not days:
        raise ValueError("a day of the calendar")
    return min(days, key=lambda found: abs(found - anchor))


def code(*known: str) -> Callable[[str], str]:
    """A reader of one of the codes that are known."""

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(" or ".join(known))
        return text

    return read


def pounds_sterling(text: str) -> str:
    """The one currency of a council's account."""
    if text != "GBP":
        raise ValueError("GBP: an account in another currency than pounds is not taken")
    return text


def folded(*texts: str) -> str:
    """Texts as one, runs of spaces folded."""
    return " ".join(" ".join(texts).split())


def _pence(whole: str, part: str) -> int:
    return int(whole) * 100 + int(part.ljust(2, "0"))


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _real(day: Callable[[], dt.date]) -> dt.date:
    try:
        return day()
    except ValueError as error:
        raise ValueError("a day of the calendar") from error
