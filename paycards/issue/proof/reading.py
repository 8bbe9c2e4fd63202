"""Reads bars as a scanner sees them that is neither sharp nor near: blurred, and scaled by an odd number.

The reader is zxing-cpp, which shares no line with what made or drew the bars.
"""

from __future__ import annotations

from paycards.issue.barcode.bars import Barcode
from paycards.issue.proof.record import BLUR_PERCENT, PIXELS_IN_TEN_MODULES, Picture

ROWS = 4  # of the middle of the bars: all rows were measured to be alike
PLAIN_CODE_128 = "]C0"  # GS1-128 would be ]C1


def fault_of_reading(bars: Picture, barcode: Barcode) -> str:
    """What is wrong with what the bars say; empty if they say the number.

    The sentence goes on from "the barcode of ..., ".
    """
    import zxingcpp

    found = zxingcpp.read_barcodes(
        _as_scanned(bars, barcode.dots_per_module),
        formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128]),
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
    )
    if not found:
        return "it cannot be read back"
    if len(found) > 1:
        return f"{len(found)} barcodes are read where one should be"
    if found[0].symbology_identifier != PLAIN_CODE_128:
        return f"it is read as {found[0].symbology_identifier}, which is not plain Code 128"
    if found[0].text != barcode.text:
        return f"it reads as a number of {len(found[0].text)} digits ending {found[0].text[-4:]}"
    return ""


def _as_scanned(bars: Picture, dots_per_module: int) -> object:
    from PIL import Image, ImageFilter

    top = max(0, (len(bars) - ROWS) // 2)
    sharp = Image.fromarray(bars[top : top + ROWS])
    blurred = sharp.filter(ImageFilter.GaussianBlur((dots_per_module * BLUR_PERCENT / 100, 0)))
    width = sharp.width * PIXELS_IN_TEN_MODULES // (10 * dots_per_module)
    return blurred.resize((width, sharp.height), Image.Resampling.BILINEAR)
