"""Specimens of a fund's cards and letters, so that words that do not fit are found before a customer comes.

Each is for a customer with a short name and address: what does not fit is the council's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.card import CardPrinter
from paycards.issue.artwork.letter import LetterPrinter
from paycards.issue.artwork.paper import SPECIMEN, Holding
from paycards.issue.artwork.phone import draw_phone
from paycards.issue.card_link import LENGTH, CardLink
from paycards.issue.pdf.canvas import Canvas


def draw_specimens(artwork: Artwork, fund: str, digits: int, pages_at: str = "") -> None:
    """Draw a card, a phone image and a letter in each language and size for a number of so many digits.

    `pages_at` is the address of the customers' pages, which letters bear. Raises CannotPrint for a text that
    does not fit, NotAllowed for a number whose bars do not, and SettingsError where something is missing.
    """
    for holding in _holdings(fund, digits, pages_at):
        LetterPrinter(artwork, Canvas()).draw(holding)
        if not holding.large_print:
            CardPrinter(artwork, Canvas()).draw(holding)
            draw_phone(artwork, Canvas(), holding)


def _holdings(fund: str, digits: int, pages_at: str) -> Iterator[Holding]:
    link = CardLink(pages_at, "0" * LENGTH) if pages_at else None
    specimen = replace(SPECIMEN, number="9" * digits, fund=fund, link=link)
    for language, large in product(("en", "cy"), (False, True)):
        yield replace(specimen, language=language, large_print=large)  # type: ignore[arg-type]
