"""The words on the back of a card: what to do, where to pay, whom to call; as large as their place allows."""

from __future__ import annotations

from collections.abc import Iterator

from paycards.errors import SettingsError
from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.fitting import STEP, balanced, wrap
from paycards.issue.artwork.paper import Box, Holding, in_language
from paycards.issue.artwork.typefaces import Typeface

SIZE, SMALLEST, LEADING, GAP = 12, 6, 1.2, 0.35  # points; from line to line and between paragraphs, in sizes
Set = tuple[float, float, str, Typeface, float]  # where a line begins, its text, face and size
Paragraph = tuple[str, Typeface]


def back_of(artwork: Artwork, holding: Holding, room: Box) -> Iterator[Set]:
    """The lines from the top of a room down, with the limits where both fit. Raises SettingsError."""
    for limits in (True, False):
        paragraphs = list(_paragraphs(artwork, holding, limits=limits))
        if size := _largest(paragraphs, room):
            return _lines(paragraphs, size, room)
    raise SettingsError(
        "The words for the back of a card do not fit: shorten how_to, where or help in the card template."
    )


def _paragraphs(artwork: Artwork, holding: Holding, *, limits: bool) -> Iterator[Paragraph]:
    for language in artwork.languages(holding):
        words, spoken = artwork.words(language).card, in_language(holding, language)
        yield artwork.say(words.how_to, spoken), artwork.bold
        yield artwork.say(words.where, spoken, limits=limits), artwork.regular
        yield artwork.say(words.help, spoken), artwork.regular


def _largest(paragraphs: list[Paragraph], room: Box) -> float:
    """The largest size at which the paragraphs fill no more than the room; 0 if they are too long."""
    size: float = SIZE
    while size >= SMALLEST:
        lines = [(line, face) for text, face in paragraphs for line in wrap(face, text, room.width, size)]
        height = size * (len(lines) * LEADING + (len(paragraphs) - 1) * GAP)
        if height <= room.height and all(face.width(line, size) <= room.width for line, face in lines):
            return size
        size -= STEP
    return 0


def _lines(paragraphs: list[Paragraph], size: float, room: Box) -> Iterator[Set]:
    y = room.top + size * GAP
    for text, face in paragraphs:
        y -= size * GAP
        for line in balanced(face, text, room.width, size):
            y -= size * LEADING
            yield room.x, y, line, face, size
