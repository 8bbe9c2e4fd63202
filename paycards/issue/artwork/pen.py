"""Writing on a canvas: text in the typefaces, rules, blocks of colour, the logo."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from paycards.errors import SettingsError
from paycards.issue.artwork.paper import Box
from paycards.issue.artwork.typefaces import Typeface
from paycards.issue.pdf.picture import picture

if TYPE_CHECKING:
    from paycards.issue.pdf.canvas import Canvas
    from paycards.issue.pdf.sheets import PdfObject


Align = Literal["left", "centre", "right"]


class Ink(NamedTuple):
    """How a text is written."""

    face: Typeface
    size: float
    colour: str


class Pen:
    """Draws on one canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def write(self, x: float, y: float, text: str, ink: Ink, align: Align = "left") -> None:
        """One line of text whose baseline begins, ends or is centred at (x, y)."""
        face, size, colour = ink
        if align != "left":
            x -= face.width(text, size) / (2 if align == "centre" else 1)
        self.canvas.write(x, y, face.runs(text), size, colour)

    def block(self, box: Box, colour: str) -> None:
        """A rectangle filled with a colour."""
        self.canvas.block(*box, colour)

    def frame(self, box: Box, colour: str) -> None:
        """The outline of a rectangle."""
        self.canvas.frame(*box, colour)

    def rule(self, x: float, y: float, to_x: float, to_y: float, colour: str, *dashes: float) -> None:
        """A thin line; `dashes` are lengths of ink and of gap."""
        self.canvas.line((x, y), (to_x, to_y), colour, dashes)

    def logo(self, path: Path, room: Box) -> float:
        """The logo as large as the room allows, at its left, in the middle of its height; returns its width.

        Raises SettingsError if it cannot be read.
        """
        image, width, height = _image(path)
        scale = min(room.width / width, room.height / height)
        lower = room.y + (room.height - height * scale) / 2
        self.canvas.picture(image, room.x, lower, width * scale, height * scale)
        return width * scale


@cache
def _image(path: Path) -> tuple[PdfObject, int, int]:
    try:
        return picture(path)
    except Exception as error:  # Pillow raises whatever the file makes it raise
        raise SettingsError(
            f"The logo {path} cannot be read: it must be a PNG or JPEG file of 8 bits a channel."
        ) from error
