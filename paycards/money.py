"""Money at the edges: whole pence inside, pounds only where a person or another system reads or writes.

>>> from_pounds("1234.50")
123450
>>> from_pounds("-0.05")
-5
>>> to_pounds(123450), to_pounds(-5)
('1234.50', '-0.05')
>>> to_pounds(1_234_567_89, thousands=True)
'1,234,567.89'

Nothing is guessed: a text in any other form (plus sign, separator, currency, other decimals) is an error.

>>> from_pounds("1234.5")
Traceback (most recent call last):
ValueError: '1234.5' is not pounds with two places, like 1234.50
"""

from __future__ import annotations

import re

MOST_PENCE = 10**14  # that anybody can mean: of ninety thousand such the sum still fits a column
POUNDS = re.compile(r"(-?)(0|[1-9][0-9]*)\.([0-9]{2})")


def from_pounds(text: str) -> int:
    """Pence from pounds with a point and two places, `-` before a negative, no leading zeros, no minus zero.

    Raises ValueError for anything else.
    """
    match = POUNDS.fullmatch(text)
    if match is None or text == "-0.00":
        raise ValueError(f"{text!r} is not pounds with two places, like 1234.50")
    sign, whole, part = match.groups()
    return int(f"{sign}{whole}{part}")


def to_pounds(pence: int, *, thousands: bool = False) -> str:
    """Pounds with two places: the form that `from_pounds` reads, or with thousands separators for people."""
    whole, part = divmod(abs(pence), 100)
    digits = f"{whole:,}" if thousands else str(whole)
    return f"{'-' if pence < 0 else ''}{digits}.{part:02}"


def told(pence: int) -> str:
    """Pounds as a sentence tells them, with a sign that does not break off the end of a line.

    >>> told(123450), told(-5) == chr(0x2212) + "£0.05"
    ('£1,234.50', True)
    """
    minus = "\N{MINUS SIGN}" if pence < 0 else ""
    return f"{minus}£{to_pounds(abs(pence), thousands=True)}"
