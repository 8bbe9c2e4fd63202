"""Numbers that can be added up: one that no sum could hold counts as nothing, and so its total differs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case

MOST = 10**12  # of one: in pence ten thousand million pounds; 64 bits hold nine million of them


def addable(number: ColumnElement[Any]) -> ColumnElement[int]:
    """The number of a row in a sum; 0 where it is none that a row can have."""
    return case((number.between(-MOST, MOST), number), else_=0)
