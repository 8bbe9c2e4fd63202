"""The head of a letter: who writes, the window with the address, date and reference."""

from __future__ import annotations

from paycards.errors import CannotPrint
from paycards.issue.artwork.artwork import COUNCILS_NAME, Artwork
from paycards.issue.artwork.fitting import NO_BREAK, STEP, Room, fit, fit_lines, wrap
from paycards.issue.artwork.letter_style import (
    HEAD_TOP,
    LEFT,
    PAGE_HEIGHT,
    RIGHT,
    SENDER_LEFT,
    WIDTH,
    WINDOW,
    WINDOW_LEADING,
    WINDOW_LINES,
    WINDOW_SIZE,
    WINDOW_SMALLEST,
    Style,
)
from paycards.issue.artwork.paper import MM, Box, Holding
from paycards.issue.artwork.pen import Ink, Pen

LOGO = Box(LEFT, PAGE_HEIGHT - 30 * MM, 75 * MM, 16 * MM)
SENDER_WIDTH = RIGHT - SENDER_LEFT
NAME_WIDTH = SENDER_LEFT - LEFT - 5 * MM
DATE_Y = PAGE_HEIGHT - 66.3 * MM  # baseline of the reference; date and label stand above it


def draw_sender(pen: Pen, artwork: Artwork, holding: Holding, style: Style) -> None:
    """Logo, the council's name and its address. Raises CannotPrint if a line is too long."""
    if style.large:
        _sender_above(pen, artwork, holding, style)
    else:
        _sender_beside(pen, artwork, holding, style)


def _sender_beside(pen: Pen, artwork: Artwork, holding: Holding, style: Style) -> None:
    """Name or logo on the left, the address in a column on the right."""
    name = artwork.bold.check(artwork.name(holding.language), COUNCILS_NAME)
    if artwork.logo:
        pen.logo(artwork.logo, LOGO)
    else:
        lines, size = fit_lines(
            artwork.bold,
            name,
            Room(NAME_WIDTH, style.name, 10, 2),
            COUNCILS_NAME,
        )
        for row, line in enumerate(lines):
            pen.write(LEFT, HEAD_TOP - size * (0.72 + 1.2 * row), line, Ink(artwork.bold, size, artwork.text))
    y = HEAD_TOP - style.sender * 0.72
    if artwork.logo:
        wrapped, size = fit_lines(artwork.bold, name, Room(SENDER_WIDTH, style.sender, 8, 2), COUNCILS_NAME)
        for line in wrapped:
            pen.write(SENDER_LEFT, y, line, Ink(artwork.bold, size, artwork.text))
            y -= style.sender * 1.32
    phone = f"{artwork.words(holding.language).phone_number} {artwork.address.phone}"
    for line in (*artwork.return_address(holding.language), phone, artwork.address.web):
        text = artwork.regular.check(line, "A line of the council's address")
        what = "A line of the council's address"
        size = fit(artwork.regular, text, Room(SENDER_WIDTH, style.sender, style.sender_smallest), what)
        pen.write(SENDER_LEFT, y, text, Ink(artwork.regular, size, artwork.text))
        y -= style.sender * 1.32


def _sender_above(pen: Pen, artwork: Artwork, holding: Holding, style: Style) -> None:
    """Name and address across the page, above the window; a logo has no room beside large print."""
    name = artwork.bold.check(artwork.name(holding.language), COUNCILS_NAME)
    size = fit(artwork.bold, name, Room(WIDTH, style.name, style.sender), COUNCILS_NAME)
    y = PAGE_HEIGHT - 8 * MM - size * 0.72
    pen.write(LEFT, y, name, Ink(artwork.bold, size, artwork.text))
    parts = [
        artwork.regular.check(line, "The council's address").replace(" ", NO_BREAK)
        for line in artwork.return_address(holding.language)
    ]
    address = ", ".join(parts)
    lines, size = fit_lines(
        artwork.regular, address, Room(WIDTH, style.sender, style.sender_smallest, 2), "The council's address"
    )
    for line in lines:
        y -= size * 1.3
        pen.write(LEFT, y, line, Ink(artwork.regular, size, artwork.text))


def draw_recipient(pen: Pen, artwork: Artwork, holding: Holding) -> None:
    """The address in the window. Raises CannotPrint if it has too many lines or one is too long."""
    face = artwork.regular
    name = face.check(holding.holder, "The name")
    address = [face.check(line, "A line of the address") for line in holding.address if line.strip()]
    if not address:
        raise CannotPrint("There is no address to send the letter to: complete it in the accounts extract.")
    if len(address) >= WINDOW_LINES:
        raise CannotPrint(
            f"The address has {len(address)} lines and the window of the envelope shows {WINDOW_LINES - 1}"
            " beside the name: shorten it."
        )
    lines, size = _window_lines(artwork, name, address)
    y = WINDOW.top - size
    for line in lines:
        pen.write(WINDOW.x, y, line, Ink(face, size, artwork.text))
        y -= size * WINDOW_LEADING


def _window_lines(artwork: Artwork, name: str, address: list[str]) -> tuple[list[str], float]:
    """Name and address at the largest size at which all of it shows; only the name may take two lines."""
    size: float = WINDOW_SIZE
    face = artwork.regular
    while size >= WINDOW_SMALLEST:
        lines = [*wrap(face, name, WINDOW.width, size), *address]
        high = size * (1 + WINDOW_LEADING * (len(lines) - 1) + 0.25)
        if (
            len(lines) <= WINDOW_LINES
            and high <= WINDOW.height
            and all(face.width(line, size) <= WINDOW.width for line in lines)
        ):
            return lines, size
        size -= STEP
    raise CannotPrint("Name and address do not fit the window of the envelope: shorten the longest line.")


def draw_date_and_reference(pen: Pen, artwork: Artwork, holding: Holding, style: Style) -> None:
    """Beside the window: the date, and the reference that the customer quotes. Raises CannotPrint."""
    if holding.date is None:
        raise ValueError("a letter has a date")
    words = artwork.words(holding.language)
    size = style.sender if style.large else 10
    reference = artwork.bold.check(holding.reference, "The reference")
    smallest = style.sender_smallest if style.large else 7
    fitted = fit(artwork.bold, reference, Room(SENDER_WIDTH, size, smallest), "The reference")
    pen.write(SENDER_LEFT, DATE_Y, reference, Ink(artwork.bold, fitted, artwork.text))
    pen.write(SENDER_LEFT, DATE_Y + size * 1.3, words.reference, Ink(artwork.regular, size, artwork.text))
    date = artwork.long_date(holding.date, holding.language)
    pen.write(SENDER_LEFT, DATE_Y + size * 3.1, date, Ink(artwork.regular, size, artwork.text))
