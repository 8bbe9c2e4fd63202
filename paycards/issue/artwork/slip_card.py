"""The card of a standard letter: as large as a bank card, all on one side."""

from __future__ import annotations

from paycards.issue.artwork.artwork import COUNCILS_NAME, Artwork
from paycards.issue.artwork.fitting import LEADING, Block, Room, fit_block, fit_lines
from paycards.issue.artwork.numbered import draw_bars
from paycards.issue.artwork.paper import MM, Box, Holding
from paycards.issue.artwork.pen import Ink, Pen
from paycards.issue.artwork.places import pounds
from paycards.issue.barcode.bars import Barcode
from paycards.issue.barcode.place import Place

BAND = 10.5 * MM  # in the fund's colour, at the top
PAD = 4 * MM
BARS = 19.5 * MM  # height of bars and number
BELOW = 2 * MM  # the bars
SIZE, HOLDER_SMALLEST, NUMBER = 12, 8, 10


def draw_card(pen: Pen, artwork: Artwork, holding: Holding, box: Box) -> None:
    """What all cards of a fund have: a band with the fund and the kind or amount, and the council's name."""
    look, words = artwork.fund(holding.fund), artwork.words(holding.language)
    band = Box(box.x, box.top - BAND, box.width, BAND)
    pen.block(band, look.colour)
    bill = holding.amount_pence is not None
    kind = words.card.name if holding.amount_pence is None else pounds(holding.amount_pence)
    face = artwork.bold if bill else artwork.regular
    middle = band.y + band.height / 2
    pen.write(box.right - PAD, middle - SIZE * 0.36, kind, Ink(face, SIZE, look.text), "right")
    room = Room(box.width - 2 * PAD - face.width(kind, SIZE) - 8, 14, 10, 2)
    lines, size = _fund_lines(artwork, artwork.fund_name(holding.fund, holding.language), room)
    y = middle + (len(lines) - 1) * size * 0.56
    for line in lines:
        pen.write(box.x + PAD, y - size * 0.36, line, Ink(artwork.bold, size, look.text))
        y -= size * 1.12
    names, size = _council(artwork, holding, box)
    y = band.y - size * 0.4
    for line in names:
        y -= size * LEADING
        pen.write(box.x + PAD, y, line, Ink(artwork.bold, size, artwork.text))


def draw_holding(pen: Pen, artwork: Artwork, holding: Holding, box: Box, barcode: Barcode) -> Place:
    """The holder's name and the bars. Raises CannotPrint, NotAllowed."""
    names, size = _council(artwork, holding, box)
    top = box.top - BAND - size * (0.5 + LEADING * len(names))
    name = artwork.regular.check(holding.holder, "The name")
    height = top - (box.y + BELOW + BARS) - SIZE * 0.4  # what hangs below the last line
    block = Block(box.width - 2 * PAD, height, SIZE, HOLDER_SMALLEST)
    lines, size = fit_block(artwork.regular, name, block, "The name")
    for row, line in enumerate(lines, start=1):
        pen.write(box.x + PAD, top - size * LEADING * row, line, Ink(artwork.regular, size, artwork.text))
    white = Box(box.x, box.y + BELOW, box.width, BARS)
    return draw_bars(pen.canvas, barcode, white, artwork.bold, NUMBER)


def _council(artwork: Artwork, holding: Holding, box: Box) -> tuple[list[str], float]:
    name = artwork.bold.check(artwork.name(holding.language), COUNCILS_NAME)
    return fit_lines(artwork.bold, name, Room(box.width - 2 * PAD, SIZE, 9, 2), COUNCILS_NAME)


def _fund_lines(artwork: Artwork, name: str, room: Room) -> tuple[list[str], float]:
    """The fund's name on one line, or on two that the band has room for."""
    what = "The name of the fund"
    if artwork.bold.width(name, SIZE) <= room.width:
        return fit_lines(artwork.bold, name, room._replace(lines=1), what)
    return fit_lines(artwork.bold, name, room._replace(size=SIZE), what)
