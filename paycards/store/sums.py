"""Sums in SQL as whole numbers: PostgreSQL sums into decimals, and a sum of nothing is no number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func


def whole_sum(column: ColumnElement[Any]) -> ColumnElement[int]:
    """The sum of a column of whole numbers, 0 where there are no rows."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)
