"""Phone image: a portrait picture of 1080 x 1920 dots, with the bars in whole dots across it.

It is drawn as a page at 400 dots an inch, the usual screen of a phone, and then rendered dot by dot, so that
what is proved is what is shown. It is in the customer's language only. The bars keep clear
of the rounded corners at top and bottom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycards.errors import CannotPrint, NotAllowed
from paycards.issue import code128
from paycards.issue.artwork.artwork import Artwork, pounds
from paycards.issue.artwork.fitting import Room, fit_lines
from paycards.issue.artwork.numbered import draw_bars
from paycards.issue.artwork.paper import Box, Holding
from paycards.issue.artwork.pen import Ink, Pen
from paycards.issue.artwork.template import WHITE
from paycards.issue.artwork.typefaces import Typeface
from paycards.issue.barcode import QUIET_MODULES, Barcode
from paycards.issue.bill import bill_text
from paycards.issue.proof import Place

if TYPE_CHECKING:
    from paycards.issue.pdf.canvas import Canvas

DPI = 400
PIXELS = (1080, 1920)
DOT = 72 / DPI
WIDTH, HEIGHT = (pixels * DOT for pixels in PIXELS)
MARGIN = 72 * DOT
ROOM = WIDTH - 2 * MARGIN
BAND = Box(0, HEIGHT - 700 * DOT, WIDTH, 700 * DOT)
BARS = Box(0, 600 * DOT, WIDTH, 480 * DOT)  # the number beneath included
WIDEST, NARROWEST = 6, 4  # dots a module
SMALLEST = 6.0  # points, as large on the screen as on paper


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
        _Text(artwork.name(language), regular, 10.5),
        _Text(artwork.fund_name(holding.fund, language), bold, 20),
        _Text(words.card.name if bill is None else words.amount, regular, 10.5),
        *([_Text(pounds(bill), bold, 20)] if bill is not None else []),
        _Text(holding.holder, regular, 11.5, "The name"),
    ]
    for y, line, set_in in _stacked(texts, BAND.top - 90 * DOT, BAND.height - 130 * DOT):
        pen.write(MARGIN, y, line, Ink(*set_in, look.text))


def _below(pen: Pen, artwork: Artwork, holding: Holding) -> None:
    """What to do, and whom to call."""
    words = artwork.words(holding.language).phone
    texts = [
        _Text(artwork.say(words.how_to, holding), artwork.bold, 11),
        _Text(artwork.say(words.help, holding), artwork.regular, 11),
    ]
    for y, line, set_in in _stacked(texts, BARS.y - 70 * DOT, BARS.y - 110 * DOT):
        pen.write(WIDTH / 2, y, line, Ink(*set_in, artwork.text), "centre")


_Set = tuple[float, str, tuple[Typeface, float]]  # baseline, text, face with size


class _Text(NamedTuple):
    text: str
    face: Typeface
    size: float
    what: str = "A text for the phone image"


def _stacked(texts: list[_Text], top: float, height: float) -> list[_Set]:
    """The texts in lines from the top down, all made smaller together until they fit the height.

    Raises CannotPrint.
    """
    for percent in range(100, 50, -4):
        y = top
        lines: list[_Set] = []
        for text, face, size, what in texts:
            wanted = size * percent / 100
            wrapped, fitted = fit_lines(face, face.check(text, what), Room(ROOM, wanted, SMALLEST, 3), what)
            y -= wanted * 0.35
            for line in wrapped:
                y -= fitted * 1.22
                lines.append((y, line, (face, fitted)))
        if top - y <= height:
            return lines
    raise CannotPrint("The texts of the phone image do not fit: shorten them in the card template.")
