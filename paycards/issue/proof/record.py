"""The record of a proof: which picture was read, by what, and how it was spoilt before."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version

import numpy as np
import numpy.typing as npt

from paycards.issue.barcode.bars import Barcode

Picture = npt.NDArray[np.uint8]  # grey, rows from the top, a pixel for each dot across; 255 is white

READER = "zxing-cpp"
BLUR_PERCENT = 35  # of a module: the standard deviation of the blur before reading
PIXELS_IN_TEN_MODULES = 25  # the picture is scaled to this before reading, as a distant scanner sees it


@dataclass(frozen=True)
class Proof:
    """That the bars of `text` in a picture read as `text`, and keep the rules of widths and quiet zones.

    `sha256` is of the picture that was measured and read: bars, quiet zones and number, a byte of grey for
    each pixel, row by row from the top. A pixel is one dot wide, and `dots_down` of `settings` high.
    """

    text: str = field(repr=False)  # a whole card number belongs in no log
    dpi: int
    module_dots: int
    reader: str
    version: str
    settings: Mapping[str, int | str]
    sha256: str
    proved_at: dt.datetime


def record(barcode: Barcode, picture: Picture, at: dt.datetime, **settings: int | str) -> Proof:
    """The record for a picture that passed; `settings` is what else was set."""
    return Proof(
        text=barcode.text,
        dpi=barcode.dpi,
        module_dots=barcode.dots_per_module,
        reader=READER,
        version=_version_of_reader(),
        settings={
            "blur_percent_of_module": BLUR_PERCENT,
            "pixels_in_ten_modules": PIXELS_IN_TEN_MODULES,
            **settings,
        },
        sha256=hashlib.sha256(picture.data).hexdigest(),
        proved_at=at,
    )


@cache
def _version_of_reader() -> str:
    return version(READER)
