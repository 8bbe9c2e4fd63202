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

from paycards.issue.barcode.alone import HEIGHT_MM, area_alone, pdf, png, svg
from paycards.issue.barcode.bars import (
    NARROWEST_UM,
    QUIET_MODULES,
    RESOLUTIONS,
    Area,
    Barcode,
    dots,
    fit,
)
from paycards.issue.barcode.on_page import Digits, draw_pdf

__all__ = [
    "HEIGHT_MM",
    "NARROWEST_UM",
    "QUIET_MODULES",
    "RESOLUTIONS",
    "Area",
    "Barcode",
    "Digits",
    "area_alone",
    "dots",
    "draw_pdf",
    "fit",
    "pdf",
    "png",
    "svg",
]
