"""Many numbers, some at a time: as many as one question to the database names."""

from __future__ import annotations

TOGETHER = 500


def parts(ids: list[int]) -> list[list[int]]:
    """Cut numbers into as many at a time as one question names, in their order."""
    return [ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER)]
