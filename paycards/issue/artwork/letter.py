"""A4 letter with a card to cut out; in large print two pages; a bill likewise.

A letter in both languages is two letters, the customer's language first, each with its own slip.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.fitting import Room, fit_lines
from paycards.issue.artwork.letter_body import Body, set_body
from paycards.issue.artwork.letter_head import (
    draw_date_and_reference,
    draw_recipient,
    draw_ruler,
    draw_sender,
)
from paycards.issue.artwork.letter_link import draw_link
from paycards.issue.artwork.letter_style import LARGE, LEFT, PAGE_BOTTOM, RIGHT, STANDARD, WIDTH, Style
from paycards.issue.artwork.paper import A4, MM, Holding, in_language
from paycards.issue.artwork.pen import Ink, Pen
from paycards.issue.artwork.slip import CARD_WIDTH, draw_holding, draw_slip
from paycards.issue.barcode.bars import Barcode
from paycards.issue.barcode.bars import fit as fit_bars
from paycards.issue.barcode.place import Place
from paycards.issue.bill import bill_text

if TYPE_CHECKING:
    from paycards.issue.pdf.canvas import Canvas


class LetterPrinter:
    """Draws the letters of one council on one canvas; what is the same is set and drawn once."""

    def __init__(self, artwork: Artwork, canvas: Canvas) -> None:
        self.artwork = artwork
        self.canvas = canvas
        self.pen = Pen(canvas)
        self._bodies: dict[tuple[object, ...], Body] = {}

    def draw(self, holding: Holding, *, ruler: bool = False) -> list[Place]:
        """Draw the letter in each of its languages, and say where its bars are.

        With `ruler` the first page has a line to be measured, as the first sheet of a batch has.

        Raises CannotPrint for a text that does not fit, NotAllowed for a number whose bars do not.
        """
        style = LARGE if holding.large_print or self.artwork.printing.large_print else STANDARD
        barcode = self._barcode(holding)
        if ruler:
            draw_ruler(self.pen, self.artwork, holding, style)
        return [
            self._draw(in_language(holding, language), style, barcode)
            for language in self.artwork.languages(holding)
        ]

    def _barcode(self, holding: Holding) -> Barcode:
        text = holding.number
        if holding.amount_pence is not None:
            text = bill_text(holding.number, holding.amount_pence)
        return fit_bars(text, self.artwork.printing.letter_dpi, CARD_WIDTH / MM)

    def _draw(self, holding: Holding, style: Style, barcode: Barcode) -> Place:
        greeting, size = self._greeting(holding, style)
        key = (
            *(style.large, holding.language, holding.fund, holding.kind, holding.amount_pence),
            *(len(greeting), bool(holding.link)),
        )
        if key not in self._bodies:
            self._bodies[key] = set_body(self.artwork, holding, style, len(greeting))
        body = self._bodies[key]
        last, code = len(body.pages) - 1, None
        for page in range(last + 1):
            self.canvas.repeat((*key, page), (0, 0, *A4), partial(self._same, holding, style, body, page))
            if page == 0:
                draw_recipient(self.pen, self.artwork, holding)
                draw_date_and_reference(self.pen, self.artwork, holding, style)
                self._greet(greeting, min(size, body.size), body, style)
            if page == last:
                bars = draw_holding(self.pen, self.artwork, holding, style, barcode)
            if holding.link and page == (last if style.large else 0):
                code = draw_link(self.pen, self.artwork, holding, style, holding.link)
            self.canvas.end_page(*A4)
        return replace(bars, link=code)

    def _same(self, holding: Holding, style: Style, body: Body, page: int) -> None:
        """What is the same in all letters of this kind on one of their pages."""
        last = len(body.pages) - 1
        if page == 0:
            draw_sender(self.pen, self.artwork, holding, style)
        for line in body.pages[page]:
            self.pen.write(*line)
        if page == last:
            draw_slip(self.pen, self.artwork, holding, style)
        if last:
            text = f"{page + 1} / {last + 1}"
            y = PAGE_BOTTOM - 8 * MM
            self.pen.write(
                RIGHT, y, text, Ink(self.artwork.regular, style.sender, self.artwork.text), "right"
            )

    def _greeting(self, holding: Holding, style: Style) -> tuple[list[str], float]:
        """The greeting on one line or two, and its size."""
        regular = self.artwork.regular
        text = regular.check(self.artwork.greeting(holding), "The name")
        room = Room(WIDTH, style.size, style.smallest, 2)
        return fit_lines(regular, text, room, "The name in the greeting")

    def _greet(self, lines: list[str], size: float, body: Body, style: Style) -> None:
        y = body.greeting_y
        for line in lines:
            self.pen.write(LEFT, y, line, Ink(self.artwork.regular, size, self.artwork.text))
            y -= body.size * style.leading
