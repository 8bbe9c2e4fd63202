"""Whether a number is among others, however many: they stand in the statement itself.

A database takes 32,766 values beside a statement (SQLite), or 65,535 (PostgreSQL): a month of thousands of
files a night has more, and so may a statement of the bank.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, bindparam


def among(column: ColumnElement[int], numbers: Iterable[int]) -> ColumnElement[bool]:
    """Tell whether the number in a column is one of these."""
    return column.in_(bindparam(None, sorted(numbers), expanding=True, literal_execute=True))
