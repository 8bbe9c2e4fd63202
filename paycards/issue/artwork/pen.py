"""Writing on a canvas: text in the typefaces, rules, blocks of colour, the logo."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from paycards.errors import SettingsError
from paycards.issue.artwork.paper import Box
from paycards.issue.artwork.typefaces import Typeface

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


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
        self.canvas.setFillColor(_colour(colour))
        for font, piece in face.runs(text):
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, y, piece)
            x += face.width(piece, size)

    def block(self, box: Box, colour: str, radius: float = 0) -> None:
        """A rectangle filled with a colour."""
        self.canvas.setFillColor(_colour(colour))
        if radius:
            self.canvas.roundRect(*box, radius, stroke=0, fill=1)
        else:
            self.canvas.rect(*box, stroke=0, fill=1)

    def frame(self, box: Box, colour: str, radius: float, dashes: tuple[float, ...] = ()) -> None:
        """The outline of a rectangle."""
        self._stroke(colour, dashes)
        self.canvas.roundRect(*box, radius, stroke=1, fill=0)

    def rule(self, x: float, y: float, to_x: float, to_y: float, colour: str, *dashes: float) -> None:
        """A thin line."""
        self._stroke(colour, dashes)
        self.canvas.line(x, y, to_x, to_y)

    def logo(self, path: Path, room: Box) -> float:
        """The logo as large as the room allows, at its left, in the middle of its height; returns its width.

        Raises SettingsError if it cannot be read.
        """
        image = _image(path)
        width, height = image.getSize()
        scale = min(room.width / width, room.height / height)
        lower = room.y + (room.height - height * scale) / 2
        self.canvas.drawImage(image, room.x, lower, width * scale, height * scale, mask="auto")
        return float(width * scale)

    def _stroke(self, colour: str, dashes: tuple[float, ...]) -> None:
        self.canvas.setStrokeColor(_colour(colour))
        self.canvas.setLineWidth(0.6)
        self.canvas.setDash(list(dashes), 0)


@cache
def _colour(name: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(name)


@cache
def _image(path: Path) -> Any:
    from reportlab.lib.utils import ImageReader

    try:
        return ImageReader(str(path))
    except Exception as error:  # Pillow and reportlab raise whatever the file makes them raise
        raise SettingsError(f"The logo {path} cannot be read: it must be a PNG or JPEG file.") from error
