"""Where a barcode stands in a document of several pages."""

from __future__ import annotations

from dataclasses import dataclass

from paycards.issue.barcode.bars import Area, Barcode
from paycards.issue.barcode.qr import QrCode

DOWN_DPI = 150  # bars are upright: down the page so many pixels an inch show whatever covers them


@dataclass(frozen=True)
class Place:
    """A barcode that should stand on a page (counted from 0), and the code of the address beside it."""

    page: int
    barcode: Barcode
    area: Area
    link: QrCode | None = None

    @property
    def dots_down(self) -> int:
        """How many dots of the printer a pixel of the proof is high."""
        return max(1, self.barcode.dpi // DOWN_DPI)
