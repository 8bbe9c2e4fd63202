"""The bars of a card or bill with the number beneath, and the record of where they are."""

from __future__ import annotations

from paycards.issue.artwork.paper import Box
from paycards.issue.artwork.typefaces import Typeface
from paycards.issue.barcode.bars import Barcode
from paycards.issue.barcode.on_page import Digits, Surface, draw_pdf
from paycards.issue.barcode.place import Place


def draw_bars(canvas: Surface, barcode: Barcode, room: Box, face: Typeface, size: float) -> Place:
    """Draw the bars in the middle of a room that is white, the number beneath them.

    Raises NotAllowed if the room is too low.
    """
    width = barcode.width * 72 / barcode.dpi
    area = draw_pdf(
        canvas,
        barcode,
        room.x + (room.width - width) / 2,
        room.y,
        room.height,
        digits=Digits(face.of_digits, size),
    )
    return Place(canvas.page, barcode, area)
