"""The test sheet of a printer: a line of 50 mm to be measured, without which bars may not scan."""

from __future__ import annotations

from paycards.issue.artwork.paper import A4, MM
from paycards.issue.artwork.pen import Ink, Pen
from paycards.issue.artwork.typefaces import typeface
from paycards.issue.pdf.canvas import THIN, Canvas

LEFT, TOP, LENGTH = 25 * MM, 250 * MM, 50 * MM
HEADING, SIZE, BLACK = 16, 12, "#000000"
WORDS = (
    "Print this sheet at actual size: 100%, no scaling, no fit to page.",
    "Measure the line below with a ruler, from end to end. It must be 50 mm long.",
    "If it is not, change the settings of the printer before you print a letter or a card.",
)


def draw_test_sheet() -> bytes:
    """Draw the sheet as a PDF."""
    canvas = Canvas()
    pen = Pen(canvas)
    regular, bold = typeface("Regular"), typeface("Bold")
    pen.write(LEFT, TOP, "Test sheet for payment cards", Ink(bold, HEADING, BLACK))
    for number, words in enumerate(WORDS, start=1):
        pen.write(LEFT, TOP - 10 * MM * number, words, Ink(regular, SIZE, BLACK))
    _line(pen, TOP - 55 * MM)
    canvas.end_page(*A4)
    return canvas.pdf("Test sheet")


def _line(pen: Pen, y: float) -> None:
    pen.rule(LEFT, y, LEFT + LENGTH, y, BLACK)
    for x in (LEFT + THIN / 2, LEFT + LENGTH - THIN / 2):  # measured over all
        pen.rule(x, y - 3 * MM, x, y + 3 * MM, BLACK)
