"""Bars of a chart in whole units, one below the other: what a template draws as SVG, without style or script.

>>> chart = bars_of([("16 November", 300), ("17 November", 0), ("18 November", 150)])
>>> [(bar.width, bar.y) for bar in chart.bars], chart.height
([(140, 2), (0, 26), (70, 50)], 74)

A bar below zero is as long as one above it; its value says that it is below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360
LABELS = 124  # on the left
LONGEST = 140
ROW = 24
SPACE = 2  # above and below a bar


@dataclass(frozen=True)
class ChartBar:
    """One bar with its label and what it stands for."""

    label: str
    value: int
    y: int
    width: int

    @property
    def text_y(self) -> int:
        """The base line of its label."""
        return self.y + ROW - SPACE * 4

    @property
    def end(self) -> int:
        """Where its value is written."""
        return LABELS + self.width + SPACE * 4


@dataclass(frozen=True)
class BarChart:
    """A chart of bars."""

    bars: tuple[ChartBar, ...]
    width: int = WIDTH
    left: int = LABELS
    thickness: int = ROW - SPACE * 2

    @property
    def height(self) -> int:
        """How high it is."""
        return len(self.bars) * ROW + SPACE


def bars_of(values: Sequence[tuple[str, int]]) -> BarChart:
    """Make a chart of labels and whole values."""
    longest = max((abs(value) for _, value in values), default=0) or 1
    return BarChart(
        tuple(
            ChartBar(label, value, SPACE + nth * ROW, abs(value) * LONGEST // longest)
            for nth, (label, value) in enumerate(values)
        )
    )
