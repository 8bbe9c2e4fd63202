"""Plastic card: ID-1 (CR80), 85.60 x 53.98 mm, a page for its front and a page for its back.

The front is in the fund's colour; the back is black on white, so that a printer with a black ribbon
panel can print it. There is no address on a card: who finds it must not learn where its holder lives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from paycards.issue import card_number
from paycards.issue.artwork.artwork import COUNCILS_NAME, Artwork
from paycards.issue.artwork.card_back import back_of
from paycards.issue.artwork.fitting import Room, fit, fit_lines
from paycards.issue.artwork.numbered import draw_bars
from paycards.issue.artwork.paper import MM, Box, Holding
from paycards.issue.artwork.pen import Ink, Pen
from paycards.issue.artwork.typefaces import Typeface
from paycards.issue.barcode.bars import fit as fit_bars
from paycards.issue.barcode.place import Place

if TYPE_CHECKING:
    from paycards.issue.pdf.canvas import Canvas

WIDTH_MM, HEIGHT_MM = 85.60, 53.98
WIDTH, HEIGHT = WIDTH_MM * MM, HEIGHT_MM * MM
MARGIN = 4.5 * MM
ROOM = WIDTH - 2 * MARGIN
HEAD = Box(0, HEIGHT - 15.5 * MM, WIDTH, 15.5 * MM)  # white, with logo and the council's name
FIELD = Box(0, 0, WIDTH, HEIGHT - HEAD.height)  # in the fund's colour
BARS = Box(MARGIN / 2, HEIGHT - 18.5 * MM, WIDTH - MARGIN, 15.5 * MM)  # the number beneath included
TEXTS = Box(3.5 * MM, 3.7 * MM, WIDTH - 7 * MM, BARS.y - 5.0 * MM)
MARK, MARK_GAP = 4 * MM, 1 * MM  # crop marks: their length, and their distance from the bleed
BLACK = "#000000"


class CardPrinter:
    """Draws the cards of one council on one canvas, two pages each; what is the same is drawn once."""

    def __init__(self, artwork: Artwork, canvas: Canvas) -> None:
        self.artwork = artwork
        self.canvas = canvas
        self.pen = Pen(canvas)
        self.dpi = artwork.printing.card_dpi
        self.bleed = artwork.printing.bleed_mm * MM
        self.edge = self._edge()

    def draw(self, holding: Holding) -> Place:
        """Draw front and back, and say where the bars are.

        Raises CannotPrint for a text that does not fit, NotAllowed for a number whose bars do not.
        """
        barcode = fit_bars(holding.number, self.dpi, BARS.width / MM)
        texts = list(self._on_front(holding))  # what may be refused, before anything is drawn
        self._begin(holding, "front", self._front)
        for text, size, y, face in texts:
            self.pen.write(MARGIN, y, text, Ink(face, size, self.artwork.fund(holding.fund).text))
        self._end()
        self._begin(holding, "back", self._back)
        bars = draw_bars(self.canvas, barcode, BARS, self.artwork.bold, 10)
        self._end()
        if not self.edge:
            return bars
        dots = round(self.edge * self.dpi / 72)
        area = replace(bars.area, left=bars.area.left + dots, bottom=bars.area.bottom + dots)
        return replace(bars, area=area)

    def _on_front(self, holding: Holding) -> Iterator[tuple[str, float, float, Typeface]]:
        regular, bold = self.artwork.regular, self.artwork.bold
        name = regular.check(holding.holder, "The name")
        lines, size = fit_lines(regular, name, Room(ROOM, 10.5, 7.5, 2), "The name")
        for row, text in enumerate(lines, start=1):
            yield text, size, 28.5 + (len(lines) - row) * size * 1.2, regular
        number = card_number.format(holding.number)
        yield number, fit(bold, number, Room(ROOM, 13, 8), "The card number"), 12.5, bold

    def _begin(self, holding: Holding, side: str, draw: Callable[[Holding], None]) -> None:
        """Begin a page with what is the same on this side of all cards of the fund and languages."""
        edge = self.edge
        if edge:
            self.canvas.operators(f"1 0 0 1 {edge:.12g} {edge:.12g} cm")
        key = (side, holding.fund, self.artwork.languages(holding))
        self.canvas.repeat(key, (-edge, -edge, WIDTH + edge, HEIGHT + edge), lambda: draw(holding))

    def _end(self) -> None:
        self.canvas.end_page(WIDTH + 2 * self.edge, HEIGHT + 2 * self.edge, **self._boxes)

    @cached_property
    def _boxes(self) -> dict[str, tuple[float, float, float, float]]:
        """Where the card is cut, and how far its colour goes, on a page that is larger."""
        if not self.edge:
            return {}
        low, right, top = self.edge, self.edge + WIDTH, self.edge + HEIGHT
        bleed = self.bleed
        return {
            "TrimBox": (low, low, right, top),
            "BleedBox": (low - bleed, low - bleed, right + bleed, top + bleed),
        }

    def _front(self, holding: Holding) -> None:
        artwork, fund = self.artwork, self.artwork.fund(holding.fund)
        bleed = self.bleed
        self.pen.block(Box(-bleed, -bleed, WIDTH + 2 * bleed, FIELD.height + bleed), fund.colour)
        self._head(holding)
        languages = artwork.languages(holding)
        names = list(dict.fromkeys(artwork.fund_name(holding.fund, each) for each in languages))
        lines, size = _stacked(artwork.bold, names, Room(ROOM, 21, 11, 2), "The name of the fund")
        y = FIELD.top - 8
        for line in lines:
            y -= size * 1.16
            self.pen.write(MARGIN, y, line, Ink(artwork.bold, size, fund.text))
        kinds = " · ".join(dict.fromkeys(artwork.words(each).card.name for each in languages))
        small = fit(artwork.regular, kinds, Room(ROOM, 10, 7), "The name of the card")
        self.pen.write(MARGIN, y - size / 3 - small, kinds, Ink(artwork.regular, small, fund.text))
        self._crop_marks()

    def _head(self, holding: Holding) -> None:
        artwork = self.artwork
        x = MARGIN
        if artwork.logo:
            room = Box(MARGIN, HEAD.y + 6, 32 * MM, HEAD.height - 12)
            x += self.pen.logo(artwork.logo, room) + 8
        names = list(dict.fromkeys(artwork.name(each) for each in artwork.languages(holding)))
        lines, size = _stacked(artwork.bold, names, Room(WIDTH - MARGIN - x, 12, 7, 2), COUNCILS_NAME)
        y = HEAD.y + HEAD.height / 2 + (len(lines) / 2 - 1) * size * 1.2 + size * 0.26
        for line in lines:
            self.pen.write(x, y, line, Ink(artwork.bold, size, artwork.text))
            y -= size * 1.2

    def _back(self, holding: Holding) -> None:
        """What to do with the card."""
        for x, y, text, face, size in back_of(self.artwork, holding, TEXTS):
            self.pen.write(x, y, text, Ink(face, size, BLACK))
        self._crop_marks()

    def _edge(self) -> float:
        """What the page has beyond the card on each side, in whole dots so that the bars stay on them."""
        marks = MARK + MARK_GAP if self.artwork.printing.crop_marks else 0
        dot = 72 / self.dpi
        return -(-(self.bleed + marks) // dot) * dot if self.bleed + marks else 0

    def _crop_marks(self) -> None:
        if not self.artwork.printing.crop_marks:
            return
        near = self.bleed + MARK_GAP
        far = near + MARK
        for x in (0, WIDTH):
            self.pen.rule(x, -near, x, -far, BLACK)
            self.pen.rule(x, HEIGHT + near, x, HEIGHT + far, BLACK)
        for y in (0, HEIGHT):
            self.pen.rule(-near, y, -far, y, BLACK)
            self.pen.rule(WIDTH + near, y, WIDTH + far, y, BLACK)


def _stacked(face: Typeface, names: list[str], room: Room, what: str) -> tuple[list[str], float]:
    """One name on up to two lines, or two names on a line each, at the largest size that all allow."""
    names = [face.check(name, what) for name in names]
    if len(names) == 1 and face.width(names[0], room.smallest) <= room.width:
        return names, fit(face, names[0], room, what)
    room = room._replace(size=min(room.size, 14), lines=3 - len(names))
    fitted = [fit_lines(face, name, room, what) for name in names]
    return [line for lines, _ in fitted for line in lines], min(size for _, size in fitted)
