"""The bars of a card number for one printer: how wide a module is, where each bar is, what room they need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from paycards.errors import NotAllowed
from paycards.issue import code128
from paycards.issue.digit_groups import in_fours

RESOLUTIONS: Final = (203, 300, 600)  # dots per inch of card printers and of printers for letters
QUIET_MODULES: Final = 10
NARROWEST_UM: Final = 250  # thousandths of a millimetre a module: below this, tills miss it
WIDEST_UM: Final = 400  # above this, a symbol outgrows the beam of a hand scanner
LOWEST_UM: Final = 5000  # height of the bars (ISO/IEC 15417), or 15 % of the symbol's width if that is more
RUN_OF_DARK: Final = re.compile("1+")


@dataclass(frozen=True)
class Barcode:
    """The bars of `text` (digits), for a printer of `dpi` dots an inch."""

    text: str
    dots_per_module: int
    dpi: int

    @cached_property
    def modules(self) -> str:
        """Symbol without quiet zones, "1" for a dark module."""
        return code128.modules(self.text)

    @property
    def symbol_width(self) -> int:
        """From the first bar to the last."""
        return len(self.modules) * self.dots_per_module

    @property
    def quiet(self) -> int:
        """White on each side of the symbol."""
        return QUIET_MODULES * self.dots_per_module

    @property
    def width(self) -> int:
        """Symbol and quiet zones."""
        return self.symbol_width + 2 * self.quiet

    @property
    def width_mm(self) -> float:
        """Symbol and quiet zones in millimetres."""
        return self.width * 254 / (10 * self.dpi)

    @property
    def lowest(self) -> int:
        """The least height of the bars that a scanner can be expected to cross."""
        return max(dots(LOWEST_UM / 1000, self.dpi), self.symbol_width * 15 // 100)

    @property
    def bars(self) -> list[tuple[int, int]]:
        """Each bar as (distance of its left edge from the left edge of the left quiet zone, width)."""
        each = self.dots_per_module
        spans = (bar.span() for bar in RUN_OF_DARK.finditer(self.modules))
        return [(self.quiet + start * each, (end - start) * each) for start, end in spans]

    @property
    def written(self) -> str:
        """The number in groups of four, as it stands beneath."""
        return in_fours(self.text)


@dataclass(frozen=True)
class Area:
    """Where a barcode stands, quiet zones and number included, in dots from the page's lower left corner.

    The lowest `line` of its height is for the number, the rest is bars.
    """

    left: int
    bottom: int
    width: int
    height: int
    line: int


def dots(length_mm: float, dpi: int) -> int:
    """Millimetres as the nearest whole number of dots."""
    return round(length_mm * dpi * 10 / 254)


def fit(text: str, dpi: int, width_mm: float) -> Barcode:
    """The barcode with the widest modules that fit `width_mm`, quiet zones included: 0.25 to 0.4 mm each.

    Raises ValueError for a text that is not digits, NotAllowed for another resolution or too little room.
    """
    if dpi not in RESOLUTIONS:
        raise NotAllowed(f"a printer of {dpi} dpi is not known; use {', '.join(map(str, RESOLUTIONS))}")
    narrowest = -(-NARROWEST_UM * dpi // 25400)
    widest = WIDEST_UM * dpi // 25400
    room = int(width_mm * dpi * 10 / 254) // (len(code128.modules(text)) + 2 * QUIET_MODULES)
    if room < narrowest:
        needed = Barcode(text, narrowest, dpi).width_mm
        raise NotAllowed(
            f"a barcode of {len(text)} digits needs {needed:.1f} mm at {dpi} dpi, quiet zones included, "
            f"and there are {width_mm:.1f} mm; make room for it or use a shorter number"
        )
    return Barcode(text, min(room, widest), dpi)
