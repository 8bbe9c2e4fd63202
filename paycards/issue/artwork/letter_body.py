"""The text of a letter set in lines and pages: title, greeting, what happened, sections, other formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from paycards.errors import SettingsError
from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.fitting import STEP, balanced, paragraph
from paycards.issue.artwork.letter_style import BODY_TOP, LAST_TOP, LEFT, PAGE_BOTTOM, WIDTH, Style
from paycards.issue.artwork.paper import Holding
from paycards.issue.artwork.pen import Ink
from paycards.issue.artwork.typefaces import Typeface


class Line(NamedTuple):
    """A line of text with the place of its baseline."""

    x: float
    y: float
    text: str
    ink: Ink


@dataclass
class Body:
    """The lines of each page, and where the greeting goes on the first."""

    pages: list[list[Line]] = field(default_factory=lambda: [[]])
    size: float = 0
    greeting_y: float = 0  # baseline of the first of `greeting_lines`
    greeting_lines: int = 1


class _Full(Exception):
    """There is no room for what comes next."""


def set_body(artwork: Artwork, holding: Holding, style: Style, greeting_lines: int) -> Body:
    """Set the text as large as it goes. Raises SettingsError if the template's words are too many."""
    size = style.size
    while size >= style.smallest:
        try:
            return _Setter(artwork, holding, style, size, greeting_lines).set()
        except _Full:
            size -= STEP
    raise SettingsError(
        f"The words of the card template are too many for a letter ({holding.language}, "
        f"{'large print' if style.large else 'standard'}): shorten the opening or the sections."
    )


class _Setter:
    def __init__(
        self, artwork: Artwork, holding: Holding, style: Style, size: float, greeting_lines: int
    ) -> None:
        self.artwork, self.holding, self.style, self.size = artwork, holding, style, size
        self.leading = size * style.leading
        self.body = Body(size=size, greeting_lines=greeting_lines)
        self.y = BODY_TOP
        self.slip = style.slip + (style.link if holding.link else 0)
        self.bottoms = [PAGE_BOTTOM, self.slip] if style.large else [self.slip]

    def set(self) -> Body:
        """Title, greeting, opening, sections, the offer of other formats."""
        words = self.artwork.words(self.holding.language)
        bill = self.holding.amount_pence is not None
        letter = words.bill if bill else getattr(words, self.holding.kind)
        self._title(self._say(letter.title))
        self._greeting()
        self._paragraph(self._say(letter.opening))
        for section in words.bill.sections if bill else words.sections:
            self._section(self._say(section.heading), self._say(section.text))
        self._offer(self._say(words.large_print))
        if len(self.body.pages) < len(self.bottoms):
            self.body.pages.append([])
        return self.body

    def _say(self, text: str) -> str:
        return self.artwork.say(text, self.holding)

    def _title(self, text: str) -> None:
        size, bold = self.style.title, self.artwork.bold
        self.y -= size * 0.85
        lines = balanced(bold, text, WIDTH, size)
        for n, line in enumerate(lines):
            self.y -= size * 1.2 * bool(n)
            self._line(LEFT, self.y, line, Ink(bold, size, self.artwork.heading_colour(self.holding.fund)))
        self.y -= size * 0.55

    def _greeting(self) -> None:
        self.y -= self.leading
        self.body.greeting_y = self.y
        self.y -= self.leading * (self.body.greeting_lines - 1)

    def _paragraph(self, text: str) -> None:
        self.y -= self.leading * self.style.gap
        for line in self._wrapped(text, WIDTH):
            self.y -= self.leading
            self._line(LEFT, self.y, line, self._ink(self.artwork.regular))

    def _section(self, heading: str, text: str) -> None:
        lines = list(self._section_lines(heading, text))
        height = self.leading * (self.style.gap + max(row for row, *_ in lines) + 1)
        self._make_room(height)
        self.y -= self.leading * self.style.gap
        for row, x, line, face in lines:
            self._line(x, self.y - self.leading * (row + 1), line, self._ink(face))
        self.y -= height - self.leading * self.style.gap

    def _section_lines(self, heading: str, text: str) -> Iterator[tuple[int, float, str, Typeface]]:
        beside = self.style.heading_width
        headings = self._wrapped(heading, beside - 8 if beside else WIDTH, self.artwork.bold)
        for row, line in enumerate(headings):
            yield row, LEFT, line, self.artwork.bold
        above = 0 if beside else len(headings)
        for row, line in enumerate(self._wrapped(text, WIDTH - beside)):
            yield row + above, LEFT + beside, line, self.artwork.regular

    def _offer(self, text: str) -> None:
        """Who cannot read small print must be able to read this."""
        size = max(self.style.offer, self.size)
        leading = size * self.style.leading
        lines = paragraph(self.artwork.regular, text, WIDTH, size)
        self._make_room(self.leading * self.style.gap + leading * len(lines))
        self.y -= self.leading * self.style.gap
        for line in lines:
            self.y -= leading
            self._line(LEFT, self.y, line, Ink(self.artwork.regular, size, self.artwork.text))

    def _wrapped(self, text: str, width: float, face: Typeface | None = None) -> list[str]:
        face = face or self.artwork.regular
        lines = paragraph(face, text, width, self.size)
        if any(face.width(line, self.size) > width for line in lines):
            raise _Full
        return lines

    def _ink(self, face: Typeface) -> Ink:
        return Ink(face, self.size, self.artwork.text)

    def _make_room(self, height: float) -> None:
        """Go to the next page if this one is full."""
        if self.y - height < self._bottom():
            if len(self.body.pages) == len(self.bottoms):
                raise _Full
            self.body.pages.append([])
            self.y = LAST_TOP

    def _bottom(self) -> float:
        bottom = self.bottoms[len(self.body.pages) - 1]
        return bottom + (self.leading * 0.6 if bottom == self.slip else 0)

    def _line(self, x: float, y: float, text: str, ink: Ink) -> None:
        if y < self._bottom():
            raise _Full
        self.body.pages[-1].append(Line(x, y, text, ink))
