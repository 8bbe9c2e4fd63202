"""The number beneath the bars: its size, the height of its line, and what that leaves for the bars."""

from __future__ import annotations

from typing import Final

from paycards.errors import NotAllowed
from paycards.issue.barcode.bars import Barcode

TEXT_POINTS: Final = 10
SMALLEST_TEXT_POINTS: Final = 6


def fitted_points(barcode: Barcode, wanted_points: float, width_points: float) -> float:
    """Size of the number: as wanted, or smaller where it would be wider than the bars.

    `width_points` is its width when it is one point high.
    """
    size = min(wanted_points, barcode.symbol_width * 72 / barcode.dpi / width_points)
    if size < SMALLEST_TEXT_POINTS:
        raise NotAllowed(
            f"the number under the bars would be {size:.1f} points high, too small to read; "
            "make room for wider bars"
        )
    return size


def line_height(size_points: float, dpi: int) -> int:
    """Height of the number with the gap above it and the rise below."""
    return -(-int(size_points * dpi * 12) // 720)


def rise(size_points: float, dpi: int) -> int:
    """How far digits stand above the lower edge: round ones reach below their line."""
    return -(-int(size_points * dpi) // 720)


def check_height(barcode: Barcode, height: int) -> None:
    """Raise NotAllowed if bars of this height, in dots, are too low for a scanner."""
    if height < barcode.lowest:
        raise NotAllowed(
            f"the bars would be {height * 254 / (10 * barcode.dpi):.1f} mm high and must be at least "
            f"{barcode.lowest * 254 / (10 * barcode.dpi):.1f} mm; make room for them"
        )
