"""Specimens of a fund's cards and letters, so that words that do not fit are found before a customer comes.

Each is for a customer with a short name and address: what does not fit is the council's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.card import CardPrinter
from paycards.issue.artwork.letter import LetterPrinter
from paycards.issue.artwork.paper import SPECIMEN, SPECIMEN_PROVED_AT, Holding, every_digit
from paycards.issue.artwork.phone import draw_phone
from paycards.issue.card_link import LENGTH, CardLink
from paycards.issue.pdf.canvas import Canvas
from paycards.issue.proof.of_pdf import prove_pdf

if TYPE_CHECKING:
    from paycards.issue.barcode.place import Place


def prove_specimens(artwork: Artwork, fund: str, digits: int, pages_at: str = "") -> None:
    """Draw a card, a phone image and a letter in each language and size for a number of so many digits.

    Bars and number of cards and letters are read back. `pages_at` is the address of the customers' pages,
    which letters bear. Raises CannotPrint for a text that does not fit, NotAllowed for a number whose bars do
    not, ProofFailed for one that does not read back, and SettingsError where something is missing.
    """
    letters, cards = Canvas(), Canvas()
    letter, card = LetterPrinter(artwork, letters), CardPrinter(artwork, cards)
    on_letters: list[Place] = []
    on_cards: list[Place] = []
    for holding in _holdings(fund, digits, pages_at):
        on_letters += letter.draw(holding)
        if not holding.large_print:
            on_cards.append(card.draw(holding))
            draw_phone(artwork, Canvas(), holding)
    for canvas, places in ((letters, on_letters), (cards, on_cards)):
        prove_pdf(canvas.pdf(), places, at=SPECIMEN_PROVED_AT)


def _holdings(fund: str, digits: int, pages_at: str) -> Iterator[Holding]:
    link = CardLink(pages_at, "0" * LENGTH) if pages_at else None
    specimen = replace(SPECIMEN, number=every_digit(digits), fund=fund, link=link)
    for language, large in product(("en", "cy"), (False, True)):
        yield replace(specimen, language=language, large_print=large)  # type: ignore[arg-type]
