"""Cells of a workbook that are no text: what they say, and what Excel does to what was typed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from numbers import Real

EXACT_DIGITS = 15  # Excel keeps no more of a number
MADE_OF_A_NUMBER = r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2,3}|[0-9]+\.0"  # 7.72E+08, 772365247.0
AS_TEXT = "format the column as Text, fill it in again from the system that it came from, and save the list"


def number_text(cell: Real) -> str:
    """Write a number of a workbook: whole ones without a point.

    >>> number_text(26.0), number_text(60.5)
    ('26', '60.5')
    """
    exact = Decimal(repr(cell))
    return f"{exact.to_integral_value():f}" if exact == exact.to_integral_value() else f"{exact:f}"


def date_text(cell: dt.date) -> str:
    """Write a date, or an instant at midnight, as YYYY-MM-DD."""
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    return cell.isoformat()
