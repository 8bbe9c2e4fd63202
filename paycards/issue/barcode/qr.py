"""A QR code (ISO/IEC 18004) of an address, in whole dots of the printer, with its quiet zone of 4 modules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from paycards.errors import SettingsError
from paycards.issue.barcode.bars import dots

QUIET_MODULES = 4
NARROWEST_UM = 330  # thousandths of a millimetre a module: what old phones still read from paper
CORRECTION = "m"  # 15 % of it may be soiled


@dataclass(frozen=True)
class QrCode:
    """The code of a text on a page (counted from 0): its lower left corner and a module's width in dots.

    `beneath` is the same address as it is printed beside the code, for whoever types it.
    """

    text: str
    page: int
    left: int
    bottom: int
    dots_per_module: int
    dpi: int
    beneath: str = ""

    @cached_property
    def rows(self) -> tuple[tuple[bool, ...], ...]:
        """The modules from the top, dark ones true, with the quiet zone."""
        import segno

        made = segno.make(self.text, error=CORRECTION, micro=False, boost_error=False)
        return tuple(tuple(map(bool, row)) for row in made.matrix_iter(border=QUIET_MODULES))

    @property
    def width(self) -> int:
        """Of the square, quiet zone included, in dots."""
        return len(self.rows) * self.dots_per_module

    @property
    def operators(self) -> str:
        """It as operators of PDF; what is beneath is not painted over: leave it white."""
        scale = 72 / self.dpi
        rectangles = " ".join(self._rectangles())
        return f"q {scale:.12g} 0 0 {scale:.12g} 0 0 cm 0 g {rectangles} f Q"

    def _rectangles(self) -> Iterator[str]:
        each, top = self.dots_per_module, self.bottom + self.width
        for down, row in enumerate(self.rows, start=1):
            at = 0
            for dark, run in groupby(row):
                count = len(list(run))
                if dark:
                    yield f"{self.left + at * each} {top - down * each} {count * each} {each} re"
                at += count


def fit_qr(text: str, page: int, x_points: float, y_points: float, *, size_mm: float, dpi: int) -> QrCode:
    """The largest code that fits a square with its lower left corner at this point of a page.

    Raises SettingsError for an address that is too long for a code that can be read.
    """
    left, bottom = (round(points * dpi / 72) for points in (x_points, y_points))
    code = QrCode(text, page, left, bottom, 1, dpi)
    module = dots(size_mm, dpi) // len(code.rows)
    if module * 25400 < NARROWEST_UM * dpi:
        raise SettingsError(
            "The address of the customers' pages is too long for the code on a letter: use a shorter one."
        )
    return QrCode(text, page, left, bottom, module, dpi)
