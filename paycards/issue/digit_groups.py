"""Digits in groups, as people read and write long numbers."""

from __future__ import annotations

GROUP = 4


def in_fours(digits: str) -> str:
    """Write digits in groups of four.

    >>> in_fours("9826900021012222101")
    '9826 9000 2101 2222 101'
    """
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))
