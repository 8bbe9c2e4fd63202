"""The card's bars on a screen: a picture for each number of device pixels a module, and their sizes as CSS.

A symbol with its quiet zones has n modules, 176 of the usual number. On a screen of r device pixels to a CSS
pixel and w CSS pixels of room, k = floor(w * r / n) device pixels make a module, and the picture is n * k / r
CSS pixels wide. Below 3 readers begin to fail: then the page asks to turn the phone.

>>> whole_pixels(375, 2, 176), whole_pixels(375, 3, 176), whole_pixels(320, 2, 176), whole_pixels(375, 1, 176)
(4, 6, 3, 2)
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil

from paycards.issue.barcode.bars import QUIET_MODULES
from paycards.issue.code128 import modules

LEAST, MOST = 3, 14  # device pixels a module
WIDEST = 640  # CSS pixels that the bars take of a large screen
MODULES_HIGH = 60
RATIOS = tuple(
    map(Fraction, ("1", "1.25", "1.5", "1.75", "2", "2.25", "2.5", "2.625", "2.75", "3", "3.5", "4"))
)
NEAR = Fraction(4, 1000)  # browsers round ratios
MORE = 64  # device pixels that a picture may be wider than its bars


def modules_across(card_number: str) -> int:
    """How many modules the symbol is wide, quiet zones included."""
    return len(modules(card_number)) + 2 * QUIET_MODULES


def whole_pixels(room: int, ratio: Fraction | int, across: int) -> int:
    """How many device pixels a module gets in so many CSS pixels of room."""
    return int(room * ratio / across)


@lru_cache(maxsize=256)
def picture(card_number: str, pixels: int, width: int) -> bytes:
    """The bars in black on white in the middle of so many device pixels, as a PNG; the rest is quiet zone."""
    from PIL import Image

    symbol = modules(card_number)
    row = bytes(0 if module == "1" else 255 for module in symbol)
    bars = Image.frombytes("L", (len(row), 1), row).resize((len(row) * pixels, MODULES_HIGH * pixels), 0)
    image = Image.new("1", (width, bars.height), 1)
    image.paste(bars.convert("1"), ((width - bars.width) // 2, 0))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@dataclass(frozen=True)
class Fit:
    """A picture that fits screens of a ratio: device pixels a module, and its width in CSS and device pixels.

    Both are whole: browsers lay out and paint at whole CSS pixels, some at whole device pixels only.
    """

    ratio: Fraction
    pixels: int
    css: int

    @property
    def width(self) -> int:
        """In device pixels."""
        return int(self.css * self.ratio)

    @property
    def screens(self) -> str:
        """The screens that it fits, as a media query."""
        return f"{_of_ratio(self.ratio)} and (min-width:{self.css}px)"


@dataclass(frozen=True)
class Choice:
    """A picture, by its name, and the media queries of the screens that it fits."""

    name: str
    media: str


def choices(across: int) -> list[Choice]:
    """The pictures for the usual ratios, the widest first: a browser takes the first that its screen fits."""
    screens: dict[tuple[int, int], list[str]] = {}
    for fit in _fits(across):
        screens.setdefault((fit.pixels, fit.width), []).append(fit.screens)
    return [
        Choice(f"{pixels}-{width}.png", ", ".join(screens[pixels, width]))
        for pixels, width in sorted(screens, reverse=True)
    ]


def sheet(across: int) -> str:
    """The sizes of the bars without script: exact for the usual ratios, and for others ones that still read.

    A ratio of 1.5 and more makes two CSS pixels at least three of the device, which read at any fraction.
    """
    bars, turn = ".paycards-bars__picture", ".paycards-bars__turn"
    rules = [
        f"{bars}{{width:{3 * across}px}}",
        f"@media (max-width:{3 * across - 1}px){{{turn}{{display:block}}}}",
        f"@media (min-resolution:1.5dppx){{{turn}{{display:none}}{bars}{{width:{2 * across}px}}}}",
        f"@media (min-resolution:1.5dppx) and (max-width:{2 * across - 1}px){{{turn}{{display:block}}}}",
    ]
    for ratio in RATIOS:
        narrow = f"{_of_ratio(ratio)} and (max-width:{_css(across, LEAST, ratio) - 1}px)"
        rules.append(f"@media {narrow}{{{turn}{{display:block}}}}")
    for fit in _fits(across):
        left = f"margin-left:round(down,calc((100vw - {fit.css}px)/2),{fit.ratio.denominator}px)"
        shown = f"{turn}{{display:none}}{bars}{{width:{fit.css}px;image-rendering:pixelated;{left}}}"
        rules.append(f"@media {fit.screens}{{{shown}}}")
    return "\n".join((*rules, ""))


def _fits(across: int) -> Iterator[Fit]:
    """Every picture for every usual ratio, the smallest first."""
    for ratio in RATIOS:
        for pixels in range(LEAST, min(whole_pixels(WIDEST, ratio, across), MOST) + 1):
            yield Fit(ratio, pixels, _css(across, pixels, ratio))


def _css(across: int, pixels: int, ratio: Fraction) -> int:
    """The least whole CSS pixels that hold the bars and are whole device pixels too."""
    step = ratio.denominator
    return ceil(across * pixels / ratio / step) * step


def _of_ratio(ratio: Fraction) -> str:
    return f"(min-resolution:{_text(ratio - NEAR)}dppx) and (max-resolution:{_text(ratio + NEAR)}dppx)"


def _text(number: Fraction) -> str:
    """A number for CSS, to four places."""
    parts = int(number * 10_000)
    return f"{parts // 10_000}.{parts % 10_000:04}"
