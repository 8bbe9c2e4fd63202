"""The number that is printed beneath the bars of a PDF: the text of the page, and the ink of its digits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from ctypes import c_double
from typing import TYPE_CHECKING

import numpy as np

from paycards.issue.barcode.bars import Area, Barcode
from paycards.issue.proof.record import Picture

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

INK = 128  # a dot that is darker than this is seen


def fault_of_text(page: PdfPage, line: Picture, barcode: Barcode, area: Area) -> str:
    """What is wrong with the number beneath: missing, another, or not visible; empty if nothing is.

    `line` is the picture below the bars. The sentence goes on from "the barcode of ..., ".
    """
    dot = 72 / barcode.dpi
    left, bottom = area.left * dot, area.bottom * dot
    with closing(page.get_textpage()) as text:
        found = text.get_text_bounded(
            left, bottom - dot, left + area.width * dot, bottom + area.line * dot
        ).strip()
        if not found:
            return "no number is printed beneath"
        if found != barcode.written:
            return "the text beneath is not the number in groups of four"
        if not _is_inked(text, line, barcode, area):
            return "a digit of the number beneath cannot be seen"
    return ""


def _is_inked(text: PdfTextPage, line: Picture, barcode: Barcode, area: Area) -> bool:
    """Whether each digit has ink between its left and its right edge, as the page gives them."""
    first = _first_character(text, barcode, area)
    inked = (line.min(axis=0) < INK).tobytes()
    digits = [first + at for at, character in enumerate(barcode.written) if character != " "]
    return all(
        inked.find(b"\1", max(left, 0), right + 1) >= 0
        for left, right, _, _ in _boxes(text, digits, barcode, area)
    )


def _first_character(text: PdfTextPage, barcode: Barcode, area: Area) -> int:
    """Where in the text of the page the number beneath the bars begins: it may stand elsewhere too."""
    with closing(text.search(barcode.written)) as search:
        while hit := search.get_next():
            ((left, right, low, high),) = _boxes(text, hit[:1], barcode, area)
            if left >= 0 and right <= area.width and low >= -1 and high <= area.line + 1:
                return int(hit[0])
    return 0


def _boxes(
    text: PdfTextPage, places: Iterable[int], barcode: Barcode, area: Area
) -> Iterator[tuple[int, int, int, int]]:
    """Left, right, lower and upper edge of characters, in dots from the area's lower left corner."""
    from pypdfium2.raw import FPDFText_GetCharBox

    left, right, low, high = edges = c_double(), c_double(), c_double(), c_double()
    dots = barcode.dpi / 72
    for at in places:
        FPDFText_GetCharBox(text, at, *edges)  # ctypes passes each by reference
        yield (
            round(left.value * dots) - area.left,
            round(right.value * dots) - area.left,
            round(low.value * dots) - area.bottom,
            round(high.value * dots) - area.bottom,
        )


def fault_of_ink(line: Picture, barcode: Barcode) -> str:
    """What is wrong with the number beneath in a picture of it alone; empty if nothing is."""
    if not (line < INK).any():
        return "no number is printed beneath"
    inked = (line < INK).any(axis=0)
    edges = np.flatnonzero(np.diff(inked, prepend=False, append=False)).reshape(-1, 2)
    if len(edges) != len(barcode.text):
        return f"{len(edges)} characters are visible beneath, the number has {len(barcode.text)}"
    return ""
