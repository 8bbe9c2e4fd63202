"""A barcode that is a file of its own: PDF, PNG or SVG."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Final

from paycards.issue.barcode.bars import Area, Barcode, dots
from paycards.issue.barcode.number_beneath import TEXT_POINTS, check_height, fitted_points, line_height, rise
from paycards.issue.barcode.on_page import draw_pdf

if TYPE_CHECKING:
    from PIL import ImageFont

HEIGHT_MM: Final = 20  # the number included


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
    line, height = line_height(_size_alone_points(barcode), barcode.dpi), dots(height_mm, barcode.dpi)
    check_height(barcode, height - line)
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
    painter.text((area.width // 2, area.height - rise(size, dpi)), barcode.written, 0, font, anchor="ms")
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
        f'<text x="{area.width // 2}" y="{area.height - rise(size, dpi)}" text-anchor="middle"'
        f' font-family="sans-serif" font-size="{size * dpi / 72:.2f}">{barcode.written}</text></svg>\n'
    )


def _size_alone_points(barcode: Barcode) -> float:
    return fitted_points(barcode, TEXT_POINTS, _pixel_font(1000).getlength(barcode.written) / 1000)


@cache
def _pixel_font(size: int) -> ImageFont.FreeTypeFont:
    from pathlib import Path

    import reportlab
    from PIL import ImageFont

    return ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts/Vera.ttf"), size)
