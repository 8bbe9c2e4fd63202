"""The card of a large-print letter: two leaves, folded in the middle; all but the bars' number in 16 points.

On the left leaf fund and holder; on the right one council, kind or amount, number and bars.
"""

from __future__ import annotations

from paycards.issue import card_number
from paycards.issue.artwork.artwork import COUNCILS_NAME, Artwork
from paycards.issue.artwork.fitting import LEADING, Block, Room, fit, fit_block, fit_lines
from paycards.issue.artwork.numbered import draw_bars
from paycards.issue.artwork.paper import MM, Box, Holding
from paycards.issue.artwork.pen import Ink, Pen
from paycards.issue.artwork.places import pounds
from paycards.issue.barcode.bars import Barcode
from paycards.issue.barcode.place import Place

PAD = 3 * MM
BARS = 18.5 * MM  # height of bars and number
BELOW = 2 * MM  # the bars
SIZE, SMALLEST, NUMBER = 18, 16, 14
HOLDER_SMALLEST = 13  # of a double-barrelled name that is wider than a leaf
FUND = 22


def draw_leaves(pen: Pen, artwork: Artwork, holding: Holding, box: Box) -> None:
    """What all cards of a fund have: its name in its colour, what kind of card it is, the council's name."""
    look = artwork.fund(holding.fund)
    lines, size = _fund(artwork, holding, box)
    pen.block(_band(box, lines, size), look.colour)
    y = box.top - size * 0.15
    for line in lines:
        y -= size * LEADING
        pen.write(box.x + PAD, y + size * 0.2, line, Ink(artwork.bold, size, look.text))
    x, y = _right(box), box.top - 1 * MM
    names, size = _council(artwork, holding, box)
    for line in names:
        y -= size * LEADING
        pen.write(x, y, line, Ink(artwork.regular, size, artwork.text))
    bill = holding.amount_pence
    kind = artwork.words(holding.language).card.name if bill is None else pounds(bill)
    face = artwork.regular if bill is None else artwork.bold
    size = fit(face, kind, Room(_width(box), SMALLEST, SMALLEST), "The name of the card")
    pen.write(x, y - size * LEADING, kind, Ink(face, size, artwork.text))


def draw_holding(pen: Pen, artwork: Artwork, holding: Holding, box: Box, barcode: Barcode) -> Place:
    """The holder's name, the number and the bars. Raises CannotPrint, NotAllowed."""
    width = _width(box)
    top = _band(box, *_fund(artwork, holding, box)).y - SMALLEST * 0.3
    name = artwork.regular.check(holding.holder, "The name")
    block = Block(width, top - box.y - SMALLEST * 0.3, SIZE, HOLDER_SMALLEST)
    lines, size = fit_block(artwork.regular, name, block, "The name")
    for row, line in enumerate(lines, start=1):
        pen.write(box.x + PAD, top - size * LEADING * row, line, Ink(artwork.regular, size, artwork.text))
    white = Box(box.x + box.width / 2, box.y + BELOW, box.width / 2, BARS)
    number = card_number.format(holding.number)
    lines, size = fit_lines(artwork.bold, number, Room(width, SMALLEST, SMALLEST, 2), "The card number")
    for row, line in enumerate(reversed(lines)):
        y = white.top + size * (0.25 + LEADING * row)
        pen.write(_right(box), y, line, Ink(artwork.bold, size, artwork.text))
    return draw_bars(pen.canvas, barcode, white, artwork.bold, NUMBER)


def _width(box: Box) -> float:
    return box.width / 2 - 2 * PAD


def _right(box: Box) -> float:
    return box.x + box.width / 2 + PAD


def _fund(artwork: Artwork, holding: Holding, box: Box) -> tuple[list[str], float]:
    name = artwork.fund_name(holding.fund, holding.language)
    what, one = "The name of the fund", Room(_width(box), FUND, SMALLEST)
    if artwork.bold.width(name, SMALLEST) <= one.width:
        return fit_lines(artwork.bold, name, one, what)
    return fit_lines(artwork.bold, name, Room(one.width, SMALLEST, SMALLEST, 2), what)


def _band(box: Box, lines: list[str], size: float) -> Box:
    """The coloured part of the left leaf."""
    height = size * (LEADING * len(lines) + 0.25)
    return Box(box.x, box.top - height, box.width / 2, height)


def _council(artwork: Artwork, holding: Holding, box: Box) -> tuple[list[str], float]:
    name = artwork.regular.check(artwork.name(holding.language), COUNCILS_NAME)
    return fit_lines(artwork.regular, name, Room(_width(box), SMALLEST, 12, 2), COUNCILS_NAME)
