"""Phone image: a portrait picture of 1080 x 1920 dots, with the bars in whole dots across it.

It is drawn as a page at 400 dots an inch, the usual screen of a phone, and then rendered dot by dot, so that
what is proved is what is shown. It is in the customer's language only. The bars keep clear
of the rounded corners at top and bottom.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from paycards.errors import CannotPrint, NotAllowed
from paycards.issue import code128
from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.fitting import Room, fit_lines
from paycards.issue.artwork.numbered import draw_bars
from paycards.issue.artwork.paper import Box, Holding
from paycards.issue.artwork.pen import Ink, Pen
from paycards.issue.artwork.places import pounds
from paycards.issue.artwork.template import WHITE
from paycards.issue.artwork.typefaces import Typeface
from paycards.issue.barcode.bars import QUIET_MODULES, Barcode
from paycards.issue.barcode.place import Place
from paycards.issue.bill import bill_text

if TYPE_CHECKING:
    from paycards.issue.pdf.canvas import Canvas

DPI = 400
PIXELS = (1080, 1920)
DOT = 72 / DPI
WIDTH, HEIGHT = (pixels * DOT for pixels in PIXELS)
MARGIN = 60 * DOT
ROOM = WIDTH - 2 * MARGIN
BAND = Box(0, HEIGHT - 850 * DOT, WIDTH, 850 * DOT)
BARS = Box(0, 600 * DOT, WIDTH, 420 * DOT)  # the number beneath included
WIDEST, NARROWEST = 6, 4  # dots a module
LARGE, SIZE, SMALLEST = 20, 13, 12  # points, as large on the screen as on paper
NAME_SMALLEST = 8  # of a long name, when all else is at its smallest
MOST_LINES = 4


def draw_phone(artwork: Artwork, canvas: Canvas, holding: Holding) -> Place:
    """Draw the image as one page, and say where its bars are.

    Raises CannotPrint for a text that does not fit, NotAllowed for a number whose bars do not.
    """
    barcode = _barcode(holding)
    pen = Pen(canvas)
    pen.block(Box(0, 0, WIDTH, HEIGHT), WHITE)
    _band(pen, artwork, holding)
    _below(pen, artwork, holding)
    bars = draw_bars(canvas, barcode, BARS, artwork.bold, 14)
    canvas.end_page(WIDTH, HEIGHT)
    return bars


def _barcode(holding: Holding) -> Barcode:
    text = holding.number
    if holding.amount_pence is not None:
        text = bill_text(holding.number, holding.amount_pence)
    dots = min(WIDEST, PIXELS[0] // (len(code128.modules(text)) + 2 * QUIET_MODULES))
    if dots < NARROWEST:
        raise NotAllowed(f"the bars of {len(text)} digits are too wide for a phone; send a letter instead")
    return Barcode(text, dots, DPI)


def _band(pen: Pen, artwork: Artwork, holding: Holding) -> None:
    """The council's name, what is paid, the amount of a bill, the holder."""
    look = artwork.fund(holding.fund)
    pen.block(BAND, look.colour)
    language, bill = holding.language, holding.amount_pence
    words = artwork.words(language)
    regular, bold = artwork.regular, artwork.bold
    texts = [
        _Text(artwork.name(language), regular, SIZE),
        _Text(artwork.fund_name(holding.fund, language), bold, LARGE),
        _Text(words.card.name if bill is None else words.amount, regular, SIZE),
        *([_Text(pounds(bill), bold, LARGE)] if bill is not None else []),
        _Text(holding.holder, regular, SIZE, NAME_SMALLEST, "The name"),
    ]
    for y, line, set_in in _stacked(texts, BAND.top - 80 * DOT, BAND.height - 110 * DOT):
        pen.write(MARGIN, y, line, Ink(*set_in, look.text))


def _below(pen: Pen, artwork: Artwork, holding: Holding) -> None:
    """What to do, and whom to call."""
    words = artwork.words(holding.language).phone
    texts = [
        _Text(artwork.say(words.how_to, holding), artwork.bold, SIZE),
        _Text(artwork.say(words.help, holding), artwork.regular, SIZE),
    ]
    for y, line, set_in in _stacked(texts, BARS.y - 40 * DOT, BARS.y - 130 * DOT):
        pen.write(WIDTH / 2, y, line, Ink(*set_in, artwork.text), "centre")


_Set = tuple[float, str, tuple[Typeface, float]]  # baseline, text, face with size


class _Text(NamedTuple):
    text: str
    face: Typeface
    size: float
    smallest: float = SMALLEST
    what: str = "A text for the phone image"


def _stacked(texts: list[_Text], top: float, height: float) -> list[_Set]:
    """The texts in lines from the top down, all made smaller together until they fit the height.

    A long name goes below SMALLEST only when nothing else helps. Raises CannotPrint.
    """
    checked = [text._replace(text=text.face.check(text.text, text.what)) for text in texts]
    for floor in (SMALLEST, NAME_SMALLEST):
        for percent in range(100, 50, -4):
            with suppress(CannotPrint):
                lines = list(_set(checked, top, percent, floor))
                if top - lines[-1][0] <= height:
                    return lines
    raise CannotPrint("The texts of the phone image do not fit: shorten them in the card template.")


def _set(texts: list[_Text], top: float, percent: int, floor: float) -> Iterator[_Set]:
    """The texts at a percentage of their sizes, none below `floor` or its own smallest."""
    y = top
    for text, face, size, smallest, what in texts:
        least = max(smallest, floor)
        wanted = max(size * percent / 100, least)
        lines, fitted = fit_lines(face, text, Room(ROOM, wanted, least, MOST_LINES), what)
        y -= wanted * 0.35
        for line in lines:
            y -= fitted * 1.22
            yield y, line, (face, fitted)
