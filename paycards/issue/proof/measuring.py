"""The rules that a reader forgives and a till does not, measured in the dots of a picture.

Quiet zones of 10 modules on both sides, bars and spaces that are whole dots and whole modules wide, edges
on the grid of the printer, full height, nothing over them, black on white (ISO/IEC 15417; the limits of
`paycards.issue.barcode`). What is measured is the picture; of the barcode only the widths that it promised.
"""

from __future__ import annotations

import numpy as np

from paycards.issue.barcode.bars import NARROWEST_UM, Barcode
from paycards.issue.proof.record import Picture

DARKEST, LIGHTEST = 26, 229  # a dot must be nearer to black or white than a tenth
SAME = 8  # two rows are alike when no dot differs by more: rounding of whoever painted them
MOST_MODULES = 4  # of one bar or space


def fault_of_bars(bars: Picture, barcode: Barcode, height: int) -> str:
    """What is wrong with the bars of a picture (without number, with quiet zones); empty if nothing is.

    `height` is that of the picture in dots. The sentence goes on from "the barcode of ..., ".
    """
    if height < barcode.lowest:
        return f"its bars are {height} dots high and must be at least {barcode.lowest}"
    rows = bars[1:-1]  # the upper and lower edge may lie within a dot
    if rows.min() >= DARKEST:
        return "it has no black bars"
    if not _are_alike(rows):
        return "something lies over the bars, or they are not of one height"
    return _fault_of_row(rows[0], barcode)


def _are_alike(rows: Picture) -> bool:
    return bool((rows == rows[0]).all() or np.ptp(rows, axis=0).max() <= SAME)  # the first is quick


def _fault_of_row(row: Picture, barcode: Barcode) -> str:
    dark = row < 128
    first, last = int(dark.argmax()), len(dark) - int(dark[::-1].argmax())
    for side, quiet in (("left", first), ("right", len(dark) - last)):
        if quiet < barcode.quiet:
            return f"the quiet zone on the {side} is {quiet} dots wide and must be {barcode.quiet}"
    if ((row > DARKEST) & (row < LIGHTEST)).any():
        return "an edge of a bar lies within a dot, or the bars are not black on white: were they scaled?"
    edges = np.flatnonzero(dark[1:] != dark[:-1])  # white at both ends
    return _fault_of_widths(np.diff(edges), barcode)


def _fault_of_widths(widths: np.ndarray[tuple[int], np.dtype[np.intp]], barcode: Barcode) -> str:
    module = barcode.dots_per_module
    if module * 25400 < NARROWEST_UM * barcode.dpi:
        return f"a module of {module} dots is narrower than {NARROWEST_UM} thousandths of a millimetre"
    wrong = np.flatnonzero((widths % module != 0) | (widths > MOST_MODULES * module))
    if wrong.size:
        place, width = int(wrong[0]), int(widths[wrong[0]])
        what = "space" if place % 2 else "bar"
        return f"{what} {place // 2 + 1} is {width} dots wide, which is not 1 to 4 modules of {module} dots"
    return ""
