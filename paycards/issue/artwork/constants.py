"""What is the same on many pages is drawn once in a file and only named on each page (a PDF form)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from math import ceil, floor
from typing import TYPE_CHECKING

from paycards.issue.artwork.paper import Box

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


class Constants:
    """The forms of one canvas; `page` is the room that they may fill."""

    def __init__(self, canvas: Canvas, page: Box, prefix: str) -> None:
        self._canvas = canvas
        self._page = page
        self._prefix = prefix  # so that names stay apart in one file
        self._names: dict[Hashable, str] = {}

    def put(self, key: Hashable, draw: Callable[[], None]) -> None:
        """Put the drawing of this key on the page; `draw` is called the first time only."""
        if key not in self._names:
            name = f"{self._prefix}{len(self._names)}"
            left, lower = floor(self._page.x), floor(self._page.y)
            self._canvas.beginForm(name, left, lower, ceil(self._page.right), ceil(self._page.top))
            draw()
            self._canvas.endForm()
            self._names[key] = name
        self._canvas.doForm(self._names[key])
