"""A picture of a file as an object of a PDF: PNG with what it lets through, JPEG as it is, CMYK as RGB."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from paycards.issue.pdf.sheets import PdfObject, packed, stream

if TYPE_CHECKING:
    from PIL.Image import Image

COLOURS = {"L": b"/DeviceGray", "RGB": b"/DeviceRGB"}


def picture(path: Path) -> tuple[PdfObject, int, int]:
    """The picture, and its width and height in pixels.

    Raises ValueError for a grey of more than 8 bits, which Pillow would print as white, and whatever Pillow
    raises for the file.
    """
    from PIL import Image

    data = path.read_bytes()
    with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as image:
        image.load()
        if image.mode.startswith(("I", "F")):
            raise ValueError(f"a picture of mode {image.mode}")
        if image.format == "JPEG" and image.mode in COLOURS:
            entries = _entries(image, image.mode) | {"Filter": b"/DCTDecode"}
            return packed(data, **entries), *image.size
        return _pixels(image), *image.size


def _pixels(image: Image) -> PdfObject:
    mode = "L" if image.mode in ("1", "L") else "RGB"
    entries: dict[str, bytes | PdfObject] = {**_entries(image, mode)}
    if image.has_transparency_data:
        alpha = image.convert("RGBA").getchannel("A")
        entries["SMask"] = stream(alpha.tobytes(), **_entries(alpha, "L"))
        image = image.convert("RGBA")
    return stream(image.convert(mode).tobytes(), **entries)


def _entries(image: Image, mode: str) -> dict[str, bytes]:
    return {
        "Type": b"/XObject",
        "Subtype": b"/Image",
        "Width": b"%d" % image.width,
        "Height": b"%d" % image.height,
        "BitsPerComponent": b"8",
        "ColorSpace": COLOURS[mode],
    }
