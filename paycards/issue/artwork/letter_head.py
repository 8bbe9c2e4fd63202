"""The head of a letter: who writes, the window with the address, date and reference."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from paycards.errors import CannotPrint, SettingsError
from paycards.issue.artwork.artwork import COUNCILS_NAME, Artwork
from paycards.issue.artwork.fitting import NO_BREAK, Room, divided, fit, fit_lines, wrap
from paycards.issue.artwork.letter_style import (
    HEAD_TOP,
    LEFT,
    PAGE_HEIGHT,
    RIGHT,
    RULER,
    SENDER_LEFT,
    WIDTH,
    WINDOW,
    WINDOW_LEADING,
    WINDOW_LINES,
    WINDOW_SIZE,
    Style,
)
from paycards.issue.artwork.paper import MM, Box, Holding
from paycards.issue.artwork.pen import Ink, Pen
from paycards.issue.artwork.typefaces import Typeface
from paycards.issue.pdf.canvas import THIN

LOGO = Box(LEFT, PAGE_HEIGHT - 30 * MM, 75 * MM, 16 * MM)
SENDER_WIDTH = RIGHT - SENDER_LEFT
SENDER_BOTTOM = PAGE_HEIGHT - 72 * MM
SENDER_LEADING, SENDER_TIGHTEST = 1.24, 1.13
NAME_WIDTH = SENDER_LEFT - LEFT - 5 * MM
LINES_ABOVE = 4  # of name and address in large print: their foot stays 2 mm above the window
DATE_Y = PAGE_HEIGHT - 89 * MM  # baseline of the reference; date and label stand above it


def draw_sender(pen: Pen, artwork: Artwork, holding: Holding, style: Style) -> None:
    """Logo, the council's name and its address. Raises CannotPrint if a line is too long."""
    if style.large:
        _sender_above(pen, artwork, holding, style)
    else:
        _sender_beside(pen, artwork, holding, style)


def _sender_beside(pen: Pen, artwork: Artwork, holding: Holding, style: Style) -> None:
    """Name or logo on the left, the address in a column on the right."""
    name = artwork.bold.check(artwork.name(holding.language), COUNCILS_NAME)
    column = list(_address_lines(artwork, holding, style))
    if artwork.logo:
        pen.logo(artwork.logo, LOGO)
        names, _ = fit_lines(
            artwork.bold, name, Room(SENDER_WIDTH, style.sender, style.sender, 3), COUNCILS_NAME
        )
        column = [*((line, artwork.bold) for line in names), *column]
    else:
        room = Room(NAME_WIDTH, style.name, style.sender, 2)
        lines, size = fit_lines(artwork.bold, name, room, COUNCILS_NAME)
        for row, line in enumerate(lines):
            pen.write(LEFT, HEAD_TOP - size * (0.72 + 1.2 * row), line, Ink(artwork.bold, size, artwork.text))
    first = HEAD_TOP - style.sender * 0.72
    step = min(style.sender * SENDER_LEADING, (first - SENDER_BOTTOM) / len(column))
    if step < style.sender * SENDER_TIGHTEST:
        raise SettingsError("The council's address has too many lines for the head of a letter: shorten it.")
    for row, (line, face) in enumerate(column):
        pen.write(SENDER_LEFT, first - row * step, line, Ink(face, style.sender, artwork.text))


def _address_lines(artwork: Artwork, holding: Holding, style: Style) -> Iterator[tuple[str, Typeface]]:
    """The council's address, telephone number and web address in the lines of the column."""
    phone = f"{artwork.words(holding.language).phone_number} {artwork.address.phone}"
    for line in (*artwork.return_address(holding.language), phone, artwork.address.web):
        what = "A line of the council's address"
        text = artwork.regular.check(line, what)
        for part in divided(artwork.regular, text, SENDER_WIDTH, style.sender):
            fit(artwork.regular, part, Room(SENDER_WIDTH, style.sender, style.sender), what)
            yield part, artwork.regular


def _sender_above(pen: Pen, artwork: Artwork, holding: Holding, style: Style) -> None:
    """Name and address across the page, above the window; a logo has no room beside large print."""
    name = artwork.bold.check(artwork.name(holding.language), COUNCILS_NAME)
    room = Room(WIDTH, style.name, style.sender)
    room = room._replace(lines=1 if artwork.bold.width(name, room.smallest) <= room.width else 2)
    names, size = fit_lines(artwork.bold, name, room, COUNCILS_NAME)
    y = PAGE_HEIGHT - 8 * MM - size * 0.72
    for row, line in enumerate(names):
        y -= size * 1.2 * (row > 0)
        pen.write(LEFT, y, line, Ink(artwork.bold, size, artwork.text))
    parts = [
        artwork.regular.check(line, "The council's address").replace(" ", NO_BREAK)
        for line in artwork.return_address(holding.language)
    ]
    room = Room(WIDTH, style.sender, style.sender, LINES_ABOVE - len(names))
    lines, size = fit_lines(artwork.regular, ", ".join(parts), room, "The council's address")
    for line in lines:
        y -= size * 1.3
        pen.write(LEFT, y, line, Ink(artwork.regular, size, artwork.text))


def draw_recipient(pen: Pen, artwork: Artwork, holding: Holding) -> None:
    """The address in the window. Raises CannotPrint if it has too many lines or one is too long."""
    face = artwork.regular
    name = face.check(holding.holder, "The name")
    lines = (artwork.words(holding.language).by_hand,) if holding.by_hand else holding.address
    address = [face.check(line, "A line of the address") for line in lines if line.strip()]
    if not address:
        raise CannotPrint("There is no address to send the letter to: complete it in the accounts extract.")
    y = WINDOW.top - WINDOW_SIZE
    for line in _window_lines(face, name, address):
        pen.write(WINDOW.x, y, line, Ink(face, WINDOW_SIZE, artwork.text))
        y -= WINDOW_SIZE * WINDOW_LEADING


def _window_lines(face: Typeface, name: str, address: list[str]) -> list[str]:
    """Name and address in the lines that the window shows: short lines go together where there are too many.

    What Royal Mail wants on a line of its own, the postcode, is the last to share one.
    """
    names = wrap(face, name, WINDOW.width, WINDOW_SIZE)
    lines = [part for line in address for part in wrap(face, line, WINDOW.width, WINDOW_SIZE)]
    choices = [
        choice
        for count in range(min(WINDOW_LINES - len(names), len(lines)), 0, -1)
        for choice in _on_lines(lines, count)
        if all(face.width(line, WINDOW_SIZE) <= WINDOW.width for line in (*names, *choice))
    ]
    if not choices:
        raise CannotPrint("Name and address do not fit the window of the envelope: shorten them.")
    return [*names, *min(choices, key=lambda choice: _last_resorts(face, choice, lines))]


def _on_lines(lines: list[str], count: int) -> Iterator[list[str]]:
    """Each way to write an address on so many lines: two spaces before the postcode, else a comma."""
    for breaks in combinations(range(1, len(lines)), count - 1):
        groups = [lines[start:end] for start, end in pairwise((0, *breaks, len(lines)))]
        yield [*(", ".join(group) for group in groups[:-1]), _with_postcode(groups[-1])]


def _with_postcode(group: list[str]) -> str:
    *before, postcode = group
    return f"{', '.join(before)}  {postcode}" if before else postcode


def _last_resorts(face: Typeface, choice: list[str], lines: list[str]) -> tuple[int, bool, float]:
    """What speaks against a choice, the worst first: fewer lines, a shared postcode, a long line."""
    longest = max(face.width(line, WINDOW_SIZE) for line in choice)
    return -len(choice), choice[-1] != lines[-1], longest


def draw_date_and_reference(pen: Pen, artwork: Artwork, holding: Holding, style: Style) -> None:
    """Beside the window: the date, and the reference that the customer quotes. Raises CannotPrint."""
    if holding.date is None:
        raise ValueError("a letter has a date")
    words, size = artwork.words(holding.language), style.sender
    reference = artwork.bold.check(holding.reference, "The reference")
    fit(artwork.bold, reference, Room(SENDER_WIDTH, size, size), "The reference")
    pen.write(SENDER_LEFT, DATE_Y, reference, Ink(artwork.bold, size, artwork.text))
    pen.write(SENDER_LEFT, DATE_Y + size * 1.3, words.reference, Ink(artwork.regular, size, artwork.text))
    date = artwork.long_date(holding.date, holding.language)
    pen.write(SENDER_LEFT, DATE_Y + size * 2.9, date, Ink(artwork.regular, size, artwork.text))


def draw_ruler(pen: Pen, artwork: Artwork, holding: Holding, style: Style) -> None:
    """A line of 100 mm at the foot of the page, for whoever prints: bars of scaled letters do not scan."""
    left, y, length = RULER
    pen.rule(left, y, left + length, y, artwork.text)
    for x in (left + THIN / 2, left + length - THIN / 2):  # measured over all
        pen.rule(x, y - 1.5 * MM, x, y + 1.5 * MM, artwork.text)
    words = artwork.words(holding.language)
    pen.write(
        left + 1.5 * MM,  # beside the mark at the line's end
        y - 1.6 * MM - style.sender * 0.75,
        words.ruler,
        Ink(artwork.regular, style.sender, artwork.text),
    )
