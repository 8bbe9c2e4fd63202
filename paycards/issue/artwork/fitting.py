"""Making text fit: smaller, down to a stated size; on more lines where there are some; never cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from paycards.errors import CannotPrint
from paycards.issue.artwork.typefaces import Typeface

STEP = 0.25  # points
LEADING = 1.2  # from line to line of a block
PIECE = re.compile(r"[^/.@-]*[/.@-]*")  # of a word: it may be divided after each of these
SHORT = 0.2  # of a line
NO_BREAK = "\u00a0"  # a space at which no line ends


class Room(NamedTuple):
    """What a text may fill: a width, sizes from `size` down to `smallest`, and a number of lines."""

    width: float
    size: float
    smallest: float
    lines: int = 1


class Block(NamedTuple):
    """A room for several lines: width and height, and sizes from `size` down to `smallest`."""

    width: float
    height: float
    size: float
    smallest: float

    def lines(self, size: float) -> int:
        """How many lines of a size there is room for."""
        return int(self.height / (size * LEADING))


def fit(face: Typeface, text: str, room: Room, what: str) -> float:
    """The largest size at which the text goes on one line. Raises CannotPrint."""
    wanted = face.width(text, room.size)
    if wanted <= room.width:
        return room.size
    fitted = int(room.size * room.width / wanted / STEP) * STEP
    if fitted < room.smallest:
        raise CannotPrint(f"{what} is too long for its place ({len(text)} characters): shorten it.")
    return fitted


def fit_lines(face: Typeface, text: str, room: Room, what: str) -> tuple[list[str], float]:
    """The text in lines, and the largest size at which it goes. Raises CannotPrint."""
    size = room.size
    while size >= room.smallest:
        lines = wrap(face, text, room.width, size)
        if len(lines) <= room.lines and all(face.width(line, size) <= room.width for line in lines):
            return balanced(face, text, room.width, size), size
        size -= STEP
    raise CannotPrint(f"{what} is too long for its place ({len(text)} characters): shorten it.")


def fit_block(face: Typeface, text: str, block: Block, what: str) -> tuple[list[str], float]:
    """The text in lines, and the largest size at which they fill no more than a block. Raises CannotPrint.

    A double-barrelled name is divided only where it is too wide at every size.
    """
    for set_in_lines in (balanced, divided):
        size = block.size
        while size >= block.smallest:
            lines = set_in_lines(face, text, block.width, size)
            if len(lines) <= block.lines(size) and all(
                face.width(each, size) <= block.width for each in lines
            ):
                return lines, size
            size -= STEP
    raise CannotPrint(f"{what} is too long for its place ({len(text)} characters): shorten it.")


def divided(face: Typeface, text: str, width: float, size: float) -> list[str]:
    """The text in lines of which each is a word or more; a word that is too wide is divided after / . @ or -.

    A web address has no spaces, and is better read on two lines than in small print.
    """
    return [
        piece for line in wrap(face, text, width, size) for piece in _divided_line(face, line, width, size)
    ]


def _divided_line(face: Typeface, line: str, width: float, size: float) -> Iterator[str]:
    taken = ""
    for piece in PIECE.findall(line):
        if taken and face.width(taken + piece, size) > width:
            yield taken
            taken = ""
        taken += piece
    yield taken


def balanced(face: Typeface, text: str, width: float, size: float) -> list[str]:
    """The text on as few lines as `wrap` makes, all of about the same length."""
    lines = wrap(face, text, width, size)
    if len(lines) < 2:
        return lines
    low, high = width / 2, width
    while high - low > 1:
        middle = (low + high) / 2
        tried = wrap(face, text, middle, size)
        if len(tried) > len(lines) or any(face.width(line, size) > middle for line in tried):
            low = middle
        else:
            high = middle
    return wrap(face, text, high, size)


def paragraph(face: Typeface, text: str, width: float, size: float) -> list[str]:
    """The text in lines that fill the width, unless that leaves one short word alone on the last."""
    lines = wrap(face, text, width, size)
    for percent in range(98, 60, -2):
        if len(lines) == 1 or face.width(lines[-1], size) >= SHORT * width:
            return lines
        tried = wrap(face, text, width * percent / 100, size)
        if len(tried) > len(lines):
            return lines
        lines = tried
    return lines


def wrap(face: Typeface, text: str, width: float, size: float) -> list[str]:
    """The text broken at spaces into lines no wider than `width`; a longer word has a line of its own."""
    space = face.width(" ", size)
    lines: list[list[str]] = []
    used = width
    for word in text.split(" "):  # not at a space that does not break
        wide = face.width(word, size)
        used += space + wide
        if used > width:
            lines.append([])
            used = wide
        lines[-1].append(word)
    return [" ".join(line) for line in lines]
