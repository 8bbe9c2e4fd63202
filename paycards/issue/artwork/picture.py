"""Pictures of printed pages: a page of a PDF in whole dots, so that what is shown is what is printed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


def page_image(pdf: bytes, page: int, dpi: int, size: tuple[int, int]) -> Image:
    """A page at exactly `dpi`, on `size` dots from its lower left corner."""
    import ctypes

    import pypdfium2
    import pypdfium2.raw as pdfium

    document = pypdfium2.PdfDocument(pdf)
    try:
        bitmap = pypdfium2.PdfBitmap.new_native(*size, pdfium.FPDFBitmap_BGR)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
        scale = dpi / 72
        height = document[page].get_height() * scale
        matrix = pdfium.FS_MATRIX(scale, 0, 0, scale, 0, size[1] - height)
        clip = pdfium.FS_RECTF(0, 0, *size)
        pdfium.FPDF_RenderPageBitmapWithMatrix(
            bitmap, document[page], ctypes.byref(matrix), ctypes.byref(clip), pdfium.FPDF_ANNOT
        )
        image: Image = bitmap.to_pil().copy()
        return image
    finally:
        document.close()


def page_size(pdf: bytes, page: int, dpi: int) -> tuple[int, int]:
    """How many dots a page has at this resolution: 1011 by 638 for a card at 300 dpi."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        width, height = document[page].get_size()
    finally:
        document.close()
    return round(width * dpi / 72), round(height * dpi / 72)


def png(image: Image, dpi: int) -> bytes:
    """The picture as a PNG file that says how many dots are an inch."""
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(dpi, dpi), optimize=True)
    return file.getvalue()
