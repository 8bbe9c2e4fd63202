"""Proof of a barcode in a PNG: the bytes that are sent or printed, one pixel for each dot.

What it proves: the bars in this picture say the number and keep the rules of widths, height and quiet
zones, and beneath them as many characters are visible as the number has digits, in groups of four. What it
cannot prove: that those characters are these digits. A picture holds no text; prove the page that it was
made from too.
"""

from __future__ import annotations

import datetime as dt
import io

import numpy as np

from paycards.errors import ProofFailed
from paycards.issue.barcode.bars import Area, Barcode
from paycards.issue.proof.measuring import fault_of_bars
from paycards.issue.proof.printed import fault_of_ink
from paycards.issue.proof.reading import fault_of_reading
from paycards.issue.proof.record import Picture, Proof, record


def prove_png(png: bytes, barcode: Barcode, area: Area, *, at: dt.datetime) -> Proof:
    """A proof of the bars in an area of a picture, counted from its lower left corner.

    Raises ProofFailed.
    """
    picture, dpi = _open(png)
    height, width = picture.shape
    top = height - area.bottom - area.height
    part = picture[max(top, 0) : height - area.bottom, max(area.left, 0) : area.left + area.width]
    if dpi and abs(dpi - barcode.dpi) > 1:
        fault = f"the picture is of {dpi} dpi, the bars are made for {barcode.dpi}"
    elif part.shape != (area.height, area.width):
        fault = f"it runs over the edge of the picture of {width} by {height} dots"
    else:
        fault = _fault(part, barcode, area)
    if fault:
        raise ProofFailed(f"barcode of the number ending {barcode.text[-4:]}: {fault}")
    return record(barcode, np.ascontiguousarray(part), at, dots_down=1)


def _fault(part: Picture, barcode: Barcode, area: Area) -> str:
    bars, line = part[: area.height - area.line], part[area.height - area.line :]
    return (
        fault_of_bars(bars, barcode, len(bars))
        or fault_of_reading(bars, barcode)
        or fault_of_ink(line, barcode)
    )


def _open(png: bytes) -> tuple[Picture, int]:
    """The picture in grey, on white where it lets the ground through, and its dots an inch (0: not said)."""
    from PIL import Image

    with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
        seen = image.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        picture: Picture = np.asarray(Image.alpha_composite(ground, seen).convert("L"))
        return picture, round(image.info.get("dpi", (0, 0))[0])
