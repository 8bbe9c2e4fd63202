"""A page of a PDF as the printer paints it: PDFium, on the printer's grid of dots.

The grid begins in the lower left corner of the page, which is where drawings count from.
"""

from __future__ import annotations

from ctypes import c_ubyte
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from paycards.issue.barcode.bars import Area
from paycards.issue.proof.record import Picture

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

LARGEST_POINTS = 14400  # a page of a PDF is at most this high and wide


def fault_of_place(page: PdfPage, area: Area, dpi: int) -> str:
    """What is wrong with where an area stands: over the edge of the page, or on a page that is turned."""
    if page.get_rotation():
        return "the page is turned"
    left, bottom, right, top = (edge * dpi / 72 for edge in page.get_cropbox())
    across = left - 1 < area.left and area.left + area.width < right + 1
    upright = bottom - 1 < area.bottom and area.bottom + area.height < top + 1
    return "" if across and upright else "it runs over the edge of the page"


def widen(page: PdfPage) -> None:
    """Take the page for a larger one: PDFium paints a page on whole points, and stretches one that is not."""
    page.set_mediabox(0, 0, LARGEST_POINTS, LARGEST_POINTS)
    page.set_cropbox(0, 0, LARGEST_POINTS, LARGEST_POINTS)


def paint(page: PdfPage, area: Area, dpi: int, dots_down: int = 1) -> Picture:
    """An area of a widened page: one pixel for each dot across, and for `dots_down` dots down.

    A pixel is as dark as the share of it that is inked.
    """
    from pypdfium2 import PdfBitmap, raw

    picture: Picture = np.full((-(-area.height // dots_down), area.width), 255, np.uint8)
    buffer = (c_ubyte * picture.size).from_buffer(picture.data)
    bitmap = PdfBitmap.new_native(area.width, len(picture), raw.FPDFBitmap_Gray, buffer=buffer)
    scale = dpi / 72
    shift = area.bottom + area.height - LARGEST_POINTS * scale
    matrix = raw.FS_MATRIX(scale, 0, 0, scale / dots_down, -area.left, shift / dots_down)
    whole = raw.FS_RECTF(0, 0, area.width, len(picture))
    raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, whole, raw.FPDF_ANNOT)
    bitmap.close()
    return picture


@cache
def painter() -> str:
    """What paints, with its version."""
    from pypdfium2 import PDFIUM_INFO

    return f"pdfium {PDFIUM_INFO.build}"
