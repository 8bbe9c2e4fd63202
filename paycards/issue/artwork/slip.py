"""The part of a letter that is torn off: a card to carry, with the bars, and how to pay with it."""

from __future__ import annotations

from dataclasses import dataclass

from paycards.errors import SettingsError
from paycards.issue import card_number
from paycards.issue.artwork.artwork import COUNCILS_NAME, Artwork, pounds
from paycards.issue.artwork.fitting import STEP, Room, fit, fit_lines, paragraph, wrap
from paycards.issue.artwork.letter_style import LEFT, PAGE_WIDTH, RIGHT, WIDTH, Style
from paycards.issue.artwork.numbered import draw_bars
from paycards.issue.artwork.paper import MM, Box, Holding
from paycards.issue.artwork.pen import Ink, Pen
from paycards.issue.artwork.typefaces import Typeface
from paycards.issue.barcode import Barcode
from paycards.issue.proof import Place

GREY = "#6f777b"


@dataclass(frozen=True)
class Frame:
    """The card on the slip and what is where on it; sizes in points."""

    box: Box
    band: float  # height of the coloured band at its top
    fund: float
    kind: float
    council: float
    holder: float
    holder_smallest: float
    number: float  # the number beneath the bars; 0.0 means as wide as they are
    bars: float  # height of bars and number
    pad: float


CARD = Frame(
    box=Box(LEFT, 21.5 * MM, 85.6 * MM, 54 * MM),
    band=10 * MM,
    fund=13,
    kind=9,
    council=8.5,
    holder=10,
    holder_smallest=7.5,
    number=10,
    bars=20 * MM,
    pad=4.5 * MM,
)
LARGE_CARD = Frame(
    box=Box(LEFT, 17 * MM, WIDTH, 82 * MM),
    band=13.5 * MM,
    fund=22,
    kind=16,
    council=16,
    holder=18,
    holder_smallest=16,
    number=14,
    bars=23 * MM,
    pad=6 * MM,
)


def frame_of(style: Style) -> Frame:
    """The card on the slip of a standard or a large-print letter."""
    return LARGE_CARD if style.large else CARD


def draw_slip(pen: Pen, artwork: Artwork, holding: Holding, style: Style) -> None:
    """What is the same on every slip: where to tear, the card's frame, how to pay."""
    words = artwork.words(holding.language)
    slip = words.slip if holding.amount_pence is None else words.bill_slip
    _tear_line(pen, artwork, slip.tear, style)
    _frame(pen, artwork, holding, frame_of(style))
    texts = [artwork.say(text, holding) for text in (slip.heading, *slip.steps)]
    if style.large:
        lower = LARGE_CARD.box.top + 3 * MM
        room = Box(LEFT, lower, WIDTH, style.tear - 10 * MM - lower)
    else:
        x, lower = CARD.box.right + 8 * MM, 10 * MM
        room = Box(x, lower, RIGHT - x, CARD.box.top - lower)
    _steps(pen, artwork, texts, room, style)


def draw_holding(pen: Pen, artwork: Artwork, holding: Holding, style: Style, barcode: Barcode) -> Place:
    """What is this card's own: the holder's name, and the bars. Raises CannotPrint, NotAllowed."""
    frame = frame_of(style)
    width = frame.box.width - 2 * frame.pad
    name = artwork.regular.check(holding.holder, "The name")
    lines, size = fit_lines(
        artwork.regular, name, Room(width, frame.holder, frame.holder_smallest, 2), "The name"
    )
    y = frame.box.top - frame.band - frame.council * 1.9 - size * 0.35
    for line in lines:
        y -= size * 1.2
        pen.write(frame.box.x + frame.pad, y, line, Ink(artwork.regular, size, artwork.text))
    if style.large:
        number = card_number.format(holding.number)
        fitted = fit(artwork.bold, number, Room(width, style.size, style.smallest), "The card number")
        y -= fitted * 1.35
        pen.write(frame.box.x + frame.pad, y, number, Ink(artwork.bold, fitted, artwork.text))
    white = Box(frame.box.x, frame.box.y + frame.pad * 0.8, frame.box.width, frame.bars)
    return draw_bars(pen.canvas, barcode, white, artwork.bold, frame.number)


def _tear_line(pen: Pen, artwork: Artwork, text: str, style: Style) -> None:
    size, middle = style.tear_size, PAGE_WIDTH / 2
    half = artwork.regular.width(text, size) / 2 + 6
    pen.rule(5 * MM, style.tear, middle - half, style.tear, GREY, 4, 3)
    pen.rule(middle + half, style.tear, PAGE_WIDTH - 5 * MM, style.tear, GREY, 4, 3)
    pen.write(middle, style.tear - size * 0.3, text, Ink(artwork.regular, size, artwork.text), "centre")


def _frame(pen: Pen, artwork: Artwork, holding: Holding, frame: Frame) -> None:
    """The card's outline, the band in the fund's colour, and the council's name."""
    box, look = frame.box, artwork.fund(holding.fund)
    band = Box(box.x, box.top - frame.band, box.width, frame.band)
    pen.block(band, look.colour)
    pen.frame(box, GREY)
    words = artwork.words(holding.language)
    bill = holding.amount_pence is not None
    kind = words.card.name if holding.amount_pence is None else pounds(holding.amount_pence)
    face, size = (artwork.bold, frame.fund) if bill else (artwork.regular, frame.kind)
    right = box.right - frame.pad
    y = band.y + band.height / 2
    pen.write(right, y - size * 0.36, kind, Ink(face, size, look.text), "right")
    room = box.width - 2 * frame.pad - face.width(kind, size) - 8
    name = artwork.fund_name(holding.fund, holding.language)
    lines, size = _fund_lines(artwork, name, room, frame)
    y += (len(lines) - 1) * size * 0.56
    for line in lines:
        pen.write(box.x + frame.pad, y - size * 0.36, line, Ink(artwork.bold, size, look.text))
        y -= size * 1.12
    council = artwork.bold.check(artwork.name(holding.language), COUNCILS_NAME)
    width = box.width - 2 * frame.pad
    size = fit(artwork.bold, council, Room(width, frame.council, frame.council * 0.75), COUNCILS_NAME)
    pen.write(box.x + frame.pad, band.y - frame.council * 1.6, council, Ink(artwork.bold, size, artwork.text))


def _fund_lines(artwork: Artwork, name: str, width: float, frame: Frame) -> tuple[list[str], float]:
    """The fund's name on one line, or on two that the band has room for."""
    what, two = "The name of the fund", frame.band / 2.6
    size = frame.fund * width / artwork.bold.width(name, frame.fund)
    if size >= two:
        return [name], min(size, frame.fund)
    return fit_lines(artwork.bold, name, Room(width, two, two * 0.75, 2), what)


def _steps(pen: Pen, artwork: Artwork, texts: list[str], room: Box, style: Style) -> None:
    """A heading and numbered steps, from the top of a room down. Raises SettingsError if there is no room."""
    heading, *steps = texts
    size = style.size
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
        y -= size * 1.36
    for number, step in enumerate(steps, start=1):
        y -= size * 0.3
        lines.append((room.x, y, str(number), artwork.bold))
        for line in paragraph(artwork.regular, step, room.width - indent, size):
            lines.append((room.x + indent, y, line, artwork.regular))
            y -= size * 1.36
    fits = all(x + face.width(text, size) <= room.right for x, _, text, face in lines)
    return lines if fits and y + size >= room.y else None
