"""Barcode of a payment card: Code 128 in whole printer dots, with its quiet zones, and its number beneath.

A thermal head or a laser paints dots; a bar of two and a half dots comes out as two or as three, and a
scanner misreads it. So every bar and every space here is a whole number of dots wide, and the symbol begins
on a whole dot. Lengths are whole dots unless the name says otherwise. On each side of the symbol 10 modules
stay white (ISO/IEC 15417): `width` is that of symbol and quiet zones together.

>>> barcode = fit("9826999926000000107", dpi=300, width_mm=85)
>>> barcode.dots_per_module, barcode.symbol_width, barcode.width, str(round(barcode.width_mm, 1))
(4, 624, 704, '59.6')
>>> barcode.written
'9826 9999 2600 0000 107'

The drawings are vectors of whole dots (`draw_pdf`, `pdf`, `svg`) or pixels that are dots (`png`).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from paycards.errors import NotAllowed
from paycards.issue import card_number, code128

if TYPE_CHECKING:
    from PIL import ImageFont
    from reportlab.pdfbase.ttfonts import TTFont

    from paycards.issue.pdf.canvas import Canvas

RESOLUTIONS: Final = (203, 300, 600)  # dots per inch of card printers and of printers for letters
QUIET_MODULES: Final = 10
NARROWEST_UM: Final = 250  # thousandths of a millimetre a module: below this, tills miss it
WIDEST_UM: Final = 400  # above this, a symbol outgrows the beam of a hand scanner
LOWEST_UM: Final = 5000  # height of the bars (ISO/IEC 15417), or 15 % of the symbol's width if that is more
HEIGHT_MM: Final = 20  # of a drawing on its own, the number included
TEXT_POINTS: Final = 10
SMALLEST_TEXT_POINTS: Final = 6
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
        return card_number.format(self.text)


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


def draw_pdf(
    canvas: Canvas,
    barcode: Barcode,
    x_points: float,
    y_points: float,
    height_points: float,
    *,
    font: TTFont | None = None,
    text_points: float = TEXT_POINTS,
) -> Area:
    """Draw on a canvas with the lower left corner at (x, y), moved to the nearest whole dot.

    `height_points` is that of bars and number together. The canvas must not be scaled, turned, or moved by
    part of a dot. What is under the barcode is not painted over: leave it white. Returns where it stands.
    Raises NotAllowed when the bars would be too low or the number too small.
    """
    font = font or _own_font()
    dpi = barcode.dpi
    left, bottom, height = (round(points * dpi / 72) for points in (x_points, y_points, height_points))
    width = font.stringWidth(barcode.written, 1)
    size = _fitted_points(barcode, text_points, width)
    line = _line(size, dpi)
    _check_height(barcode, height - line)
    y = bottom + line
    rectangles = _rectangles(barcode, left + barcode.quiet, y, height - line)
    canvas.operators(f"q {72 / dpi:.12g} 0 0 {72 / dpi:.12g} 0 0 cm 0 g {rectangles} f Q")
    x = (left + barcode.width / 2) * 72 / dpi - width * size / 2
    canvas.write(x, (bottom + _rise(size, dpi)) * 72 / dpi, [(font, barcode.written)], size)
    return Area(left, bottom, barcode.width, height, line)


def _rectangles(barcode: Barcode, left: int, bottom: int, height: int) -> str:
    """The bars, one character of the symbol after another: all numbers have the same few of them."""
    modules, each = barcode.modules, barcode.dots_per_module
    return " ".join(
        [
            _of_character(modules[at : at + 11], left + at * each, bottom, each, height)
            for at in range(0, len(modules), 11)
        ]
    )


@lru_cache(maxsize=8192)
def _of_character(modules: str, left: int, bottom: int, each: int, height: int) -> str:
    return " ".join(
        f"{left + bar.start() * each} {bottom} {len(bar[0]) * each} {height} re"
        for bar in RUN_OF_DARK.finditer(modules)
    )


def pdf(barcode: Barcode, height_mm: float = HEIGHT_MM) -> bytes:
    """A PDF of one page that is as large as the barcode."""
    from paycards.issue.pdf.canvas import Canvas

    height_points = dots(height_mm, barcode.dpi) * 72 / barcode.dpi
    canvas = Canvas()
    draw_pdf(canvas, barcode, 0, 0, height_points)
    canvas.end_page(barcode.width * 72 / barcode.dpi, height_points)
    return canvas.pdf()


def area_alone(barcode: Barcode, height_mm: float = HEIGHT_MM) -> Area:
    """The area of a drawing that is nothing but the barcode: what `pdf`, `png` and `svg` fill.

    Raises NotAllowed when the bars would be too low.
    """
    line, height = _line(_size_alone_points(barcode), barcode.dpi), dots(height_mm, barcode.dpi)
    _check_height(barcode, height - line)
    return Area(0, 0, barcode.width, height, line)


def png(barcode: Barcode, height_mm: float = HEIGHT_MM) -> bytes:
    """A black-and-white PNG: each pixel is a dot of the printer, and the file says how many are an inch."""
    from PIL import Image, ImageDraw

    dpi = barcode.dpi
    size, area = _size_alone_points(barcode), area_alone(barcode, height_mm)
    image = Image.new("1", (area.width, area.height), 1)
    painter = ImageDraw.Draw(image)
    for at, width in barcode.bars:
        painter.rectangle((at, 0, at + width - 1, area.height - area.line - 1), 0)
    font = _pixel_font(int(size * dpi / 72))
    painter.text((area.width // 2, area.height - _rise(size, dpi)), barcode.written, 0, font, anchor="ms")
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(dpi, dpi))
    return file.getvalue()


def svg(barcode: Barcode, height_mm: float = HEIGHT_MM) -> str:
    """An SVG of one path, in dots, with its size in millimetres."""
    dpi = barcode.dpi
    size, area = _size_alone_points(barcode), area_alone(barcode, height_mm)
    path = "".join(f"M{at} 0h{width}v{area.height - area.line}h-{width}z" for at, width in barcode.bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{barcode.width_mm:.3f}mm"'
        f' height="{area.height * 254 / (10 * dpi):.3f}mm" viewBox="0 0 {area.width} {area.height}">'
        f'<path fill="#fff" d="M0 0h{area.width}v{area.height}h-{area.width}z"/>'
        f'<path fill="#000" shape-rendering="crispEdges" d="{path}"/>'
        f'<text x="{area.width // 2}" y="{area.height - _rise(size, dpi)}" text-anchor="middle"'
        f' font-family="sans-serif" font-size="{size * dpi / 72:.2f}">{barcode.written}</text></svg>\n'
    )


def _size_alone_points(barcode: Barcode) -> float:
    return _fitted_points(barcode, TEXT_POINTS, _pixel_font(1000).getlength(barcode.written) / 1000)


def _fitted_points(barcode: Barcode, wanted_points: float, width_points: float) -> float:
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


def _line(size_points: float, dpi: int) -> int:
    """Height of the number with the gap above it and the rise below."""
    return -(-int(size_points * dpi * 12) // 720)


def _rise(size_points: float, dpi: int) -> int:
    """How far digits stand above the lower edge: round ones reach below their line."""
    return -(-int(size_points * dpi) // 720)


def _check_height(barcode: Barcode, height: int) -> None:
    if height < barcode.lowest:
        raise NotAllowed(
            f"the bars would be {height * 254 / (10 * barcode.dpi):.1f} mm high and must be at least "
            f"{barcode.lowest * 254 / (10 * barcode.dpi):.1f} mm; make room for them"
        )


@cache
def _own_font() -> TTFont:
    from reportlab.pdfbase.ttfonts import TTFont

    return TTFont("Vera", "Vera.ttf")  # comes with reportlab


@cache
def _pixel_font(size: int) -> ImageFont.FreeTypeFont:
    from pathlib import Path

    import reportlab
    from PIL import ImageFont

    return ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts/Vera.ttf"), size)
