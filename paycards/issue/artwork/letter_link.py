"""The code and the short address of the customer's own page, on letters where customers have such pages.

On a standard letter they stand below the window, clear of it by as much as a letter slips in its envelope;
in large print on the last page, above the slip.
"""

from __future__ import annotations

from dataclasses import replace

from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.fitting import Room, divided, fit
from paycards.issue.artwork.letter_style import LEFT, PAGE_HEIGHT, RIGHT, SENDER_LEFT, Style
from paycards.issue.artwork.paper import MM, Box, Holding
from paycards.issue.artwork.pen import Ink, Pen
from paycards.issue.artwork.typefaces import Typeface
from paycards.issue.barcode.qr import QUIET_MODULES, QrCode, fit_qr
from paycards.issue.card_link import CardLink

STANDARD = Box(LEFT, PAGE_HEIGHT - 93.2 * MM, SENDER_LEFT - 3 * MM - LEFT, 21.5 * MM)
LARGE_GAP = 4 * MM  # above the slip
LEADING = 1.2
ADDRESS = "The address of the customers' pages"


def draw_link(pen: Pen, artwork: Artwork, holding: Holding, style: Style, link: CardLink) -> QrCode:
    """Draw code and address on the page; returns the code. Raises SettingsError, CannotPrint."""
    box = STANDARD
    if style.large:
        box = Box(LEFT, style.slip + LARGE_GAP, RIGHT - LEFT, style.link - LARGE_GAP)
    dpi, size_mm = artwork.printing.letter_dpi, box.height / MM
    code = fit_qr(link.url(holding.language), pen.canvas.page, box.x, box.y, size_mm=size_mm, dpi=dpi)
    quiet = QUIET_MODULES * code.dots_per_module
    short = link.short(holding.language)
    code = replace(code, left=code.left - quiet, beneath=short)
    pen.canvas.operators(code.operators)
    x = (code.left + code.width) * 72 / dpi + 1 * MM
    lines = _lines(artwork, holding, style, short, box.right - x)
    y = box.y + (box.height + len(lines) * style.sender * LEADING) / 2 + style.sender * 0.2
    for face, line in lines:
        y -= style.sender * LEADING
        pen.write(x, y, line, Ink(face, style.sender, artwork.text))
    return code


def _lines(
    artwork: Artwork, holding: Holding, style: Style, short: str, width: float
) -> list[tuple[Typeface, str]]:
    words, size = artwork.words(holding.language).link, style.sender
    texts = [
        (artwork.bold, artwork.say(words.heading, holding)),
        (artwork.regular, artwork.say(words.how_to, holding)),
        (artwork.regular, artwork.regular.check(short, ADDRESS)),
    ]
    lines = [(face, line) for face, text in texts for line in divided(face, text, width, size)]
    for face, line in lines:
        fit(face, line, Room(width, size, size), ADDRESS)
    return lines
