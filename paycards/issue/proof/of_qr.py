"""Proof of a QR code on a page of a PDF: it is its modules, reads back, and is written beside it too."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from paycards.issue.barcode.bars import Area
from paycards.issue.barcode.qr import QrCode
from paycards.issue.proof.measuring import DARKEST, LIGHTEST
from paycards.issue.proof.painting import fault_of_place, paint, widen
from paycards.issue.proof.record import Picture

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

HYPHEN_AT_END = "\x02"


def fault_of_qr(page: PdfPage, code: QrCode) -> str:
    """What is wrong with a code, or with the address beside it; empty if nothing is."""
    area = Area(code.left, code.bottom, code.width, code.width, 0)
    if off := fault_of_place(page, area, code.dpi):
        return off
    if code.beneath and code.beneath not in _written(page):
        return "the address beside it is not written on the page"
    widen(page)
    picture = paint(page, area, code.dpi)
    return _fault_of_modules(picture, code) or _fault_of_reading(picture, code)


def _written(page: PdfPage) -> str:
    """The text of the page without spaces; PDFium has a mark of its own for a hyphen that ends a line."""
    with closing(page.get_textpage()) as text:
        return "".join(text.get_text_bounded().replace(HYPHEN_AT_END, "-").split())


def _fault_of_modules(picture: Picture, code: QrCode) -> str:
    """Every dot must be of its module: no edge within a dot, nothing over the code or its quiet zone."""
    each = code.dots_per_module
    dark = np.kron(np.array(code.rows), np.ones((each, each), dtype=bool))
    if (picture[dark] > DARKEST).any() or (picture[~dark] < LIGHTEST).any():
        return "something lies over it, or it was scaled"
    return ""


def _fault_of_reading(picture: Picture, code: QrCode) -> str:
    import zxingcpp

    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    if [each.text for each in found] != [code.text]:
        return "it cannot be read back, or says something else"
    return ""
