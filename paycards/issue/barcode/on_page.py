"""A barcode drawn on a page of a PDF: whole dots of the printer, with the number beneath."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from paycards.issue.barcode.bars import RUN_OF_DARK, Area, Barcode
from paycards.issue.barcode.number_beneath import TEXT_POINTS, check_height, fitted_points, line_height, rise

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont


class Surface(Protocol):
    """What is drawn on: a page of `issue.pdf.canvas`."""

    @property
    def page(self) -> int:
        """The number of the page, counted from 0."""
        ...

    def operators(self, operators: str) -> None:
        """Draw with operators of PDF as they are."""
        ...

    @property
    def write(self) -> Callable[..., None]:
        """Write a line from (x, y) on, in pieces, each in its font."""
        ...


class Digits(NamedTuple):
    """How the number beneath is set: font, and size in points unless the bars are too narrow for it."""

    font: TTFont
    points: float = TEXT_POINTS


def draw_pdf(
    canvas: Surface,
    barcode: Barcode,
    x_points: float,
    y_points: float,
    height_points: float,
    *,
    digits: Digits | None = None,
) -> Area:
    """Draw on a canvas with the lower left corner at (x, y), moved to the nearest whole dot.

    `height_points` is that of bars and number together. The canvas must not be scaled, turned, or moved by
    part of a dot. What is under the barcode is not painted over: leave it white. Returns where it stands.
    Raises NotAllowed when the bars would be too low or the number too small.
    """
    font, wanted = digits or Digits(_own_font())
    dpi = barcode.dpi
    left, bottom, height = (round(points * dpi / 72) for points in (x_points, y_points, height_points))
    width = font.stringWidth(barcode.written, 1)
    size = fitted_points(barcode, wanted, width)
    line = line_height(size, dpi)
    check_height(barcode, height - line)
    rectangles = _rectangles(barcode, left + barcode.quiet, bottom + line, height - line)
    canvas.operators(f"q {72 / dpi:.12g} 0 0 {72 / dpi:.12g} 0 0 cm 0 g {rectangles} f Q")
    x = (left + barcode.width / 2) * 72 / dpi - width * size / 2
    canvas.write(x, (bottom + rise(size, dpi)) * 72 / dpi, [(font, barcode.written)], size)
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


@cache
def _own_font() -> TTFont:
    from reportlab.pdfbase.ttfonts import TTFont

    return TTFont("Vera", "Vera.ttf")  # comes with reportlab
