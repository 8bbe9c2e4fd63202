"""The part of a letter to cut out: a card to carry, with the bars, and beside it how to pay with it.

The card is as large as a bank card. In large print it is two such leaves beside each other, folded in the
middle: so it fits the same purse.
"""

from __future__ import annotations

from paycards.errors import SettingsError
from paycards.issue.artwork import slip_card, slip_leaves
from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.fitting import STEP, paragraph, wrap
from paycards.issue.artwork.letter_style import LEFT, PAGE_WIDTH, RIGHT, WIDTH, Style
from paycards.issue.artwork.paper import MM, Box, Holding
from paycards.issue.artwork.pen import Ink, Pen
from paycards.issue.artwork.typefaces import Typeface
from paycards.issue.barcode.bars import Barcode
from paycards.issue.barcode.place import Place

GREY = "#6f777b"
CUT = (4, 3)  # dashes: ink and gap
FOLD = (1, 3)
CARD_WIDTH, CARD_HEIGHT = 85.6 * MM, 54 * MM
CARD = Box(LEFT, 17 * MM, CARD_WIDTH, CARD_HEIGHT)
LEAVES = Box(PAGE_WIDTH / 2 - CARD_WIDTH, 17 * MM, 2 * CARD_WIDTH, CARD_HEIGHT)
LEADING = 1.28


def draw_slip(pen: Pen, artwork: Artwork, holding: Holding, style: Style) -> None:
    """What is the same on every slip: where to cut, the card, how to pay."""
    words = artwork.words(holding.language)
    slip = words.slip if holding.amount_pence is None else words.bill_slip
    card = LEAVES if style.large else CARD
    above = _above(pen, artwork, slip.cut_and_fold if style.large else slip.cut, card, style)
    if style.large:
        slip_leaves.draw_leaves(pen, artwork, holding, LEAVES)
        pen.rule(PAGE_WIDTH / 2, card.y, PAGE_WIDTH / 2, card.top, GREY, *FOLD)
        room = Box(LEFT, above, WIDTH, style.slip - above)
    else:
        slip_card.draw_card(pen, artwork, holding, CARD)
        x = CARD.right + 7 * MM
        room = Box(x, 10 * MM, RIGHT - x, CARD.top - 10 * MM)
    _outline(pen, card)
    texts = [artwork.say(text, holding) for text in (slip.heading, *slip.steps)]
    _steps(pen, artwork, texts, room, style)


def draw_holding(pen: Pen, artwork: Artwork, holding: Holding, style: Style, barcode: Barcode) -> Place:
    """What is this card's own: the holder's name, and the bars. Raises CannotPrint, NotAllowed."""
    if style.large:
        return slip_leaves.draw_holding(pen, artwork, holding, LEAVES, barcode)
    return slip_card.draw_holding(pen, artwork, holding, CARD, barcode)


def _above(pen: Pen, artwork: Artwork, text: str, card: Box, style: Style) -> float:
    """Above the card, that it is to be cut out; returns where that ends."""
    size = style.sender
    lines = paragraph(artwork.regular, text, WIDTH, size)
    y = card.top + 2.2 * MM
    for line in reversed(lines):
        pen.write(LEFT, y, line, Ink(artwork.regular, size, artwork.text))
        y += size * LEADING
    return y


def _outline(pen: Pen, card: Box) -> None:
    for x in (card.x, card.right):
        pen.rule(x, card.y, x, card.top, GREY, *CUT)
    for y in (card.y, card.top):
        pen.rule(card.x, y, card.right, y, GREY, *CUT)


def _steps(pen: Pen, artwork: Artwork, texts: list[str], room: Box, style: Style) -> None:
    """A heading and numbered steps, from the top of a room down. Raises SettingsError if there is no room."""
    heading, *steps = texts
    size = min(style.size, style.offer)
    while (lines := _set_steps(artwork, heading, steps, room, size)) is None:
        size -= STEP
        if size < style.smallest:
            raise SettingsError("The steps on the slip do not fit: shorten them in the card template.")
    for x, y, text, face in lines:
        pen.write(x, y, text, Ink(face, size, artwork.text))


def _set_steps(
    artwork: Artwork, heading: str, steps: list[str], room: Box, size: float
) -> list[tuple[float, float, str, Typeface]] | None:
    """The lines with their places; None if they do not fit at this size."""
    indent, y = size * 1.5, room.top - size * 0.75
    lines: list[tuple[float, float, str, Typeface]] = []
    for line in wrap(artwork.bold, heading, room.width, size):
        lines.append((room.x, y, line, artwork.bold))
        y -= size * LEADING
    for number, step in enumerate(steps, start=1):
        y -= size * 0.25
        lines.append((room.x, y, str(number), artwork.bold))
        for line in paragraph(artwork.regular, step, room.width - indent, size):
            lines.append((room.x + indent, y, line, artwork.regular))
            y -= size * LEADING
    fits = all(x + face.width(text, size) <= room.right for x, _, text, face in lines)
    return lines if fits and y + size >= room.y else None
