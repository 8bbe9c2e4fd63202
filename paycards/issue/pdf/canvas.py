"""A blank PDF to draw on: pages come out as they are written, the same drawing as the same bytes.

Lengths are points, from the lower left corner of the page (ISO 32000-1, 8.4 and 9.4). What is the same on
many pages is drawn once, as a form that each of them names.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Hashable, Iterable
from functools import cache
from math import ceil, floor
from typing import TYPE_CHECKING

from paycards.issue.pdf.file import PdfFile
from paycards.issue.pdf.lettering import Lettering
from paycards.issue.pdf.sheets import Page, PdfObject, Sheets, dictionary, stream

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

THIN = 0.6  # of lines
Edges = tuple[float, float, float, float]  # left, bottom, right, top


class Canvas:
    """Draws one page after another; `sheets` are the pages that were ended."""

    def __init__(self) -> None:
        self.lettering = Lettering()
        self._pages: list[Page] = []
        self._content: list[str] = []
        self._forms: dict[Hashable, tuple[str, bytes, str]] = {}  # name, box, content
        self._pictures: dict[PdfObject, str] = {}

    @property
    def page(self) -> int:
        """The page that is drawn on, counted from 0."""
        return len(self._pages)

    def write(
        self, x: float, y: float, runs: Iterable[tuple[TTFont, str]], size: float, colour: str = "#000000"
    ) -> None:
        """Write a line from (x, y) on, in pieces, each in its font."""
        shown = " ".join(
            [
                f"/{name} {size:g} Tf({letters})Tj"
                for font, text in runs
                for name, letters in self.lettering.spell(font, text)
            ]
        )
        self._content.append(f"{_colour(colour)} rg BT {x:.5f} {y:.5f} Td {shown} ET")

    def block(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        self._content.append(f"{_colour(colour)} rg {x:.5f} {y:.5f} {width:.5f} {height:.5f} re f")

    def frame(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Draw the outline of a rectangle."""
        self._content.append(
            f"{_colour(colour)} RG {THIN} w [] 0 d {x:.5f} {y:.5f} {width:.5f} {height:.5f} re S"
        )

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: str,
        dashes: tuple[float, ...] = (),
    ) -> None:
        """Draw a line; `dashes` are lengths of ink and of gap."""
        dash = " ".join(f"{length:g}" for length in dashes)
        (x, y), (to_x, to_y) = start, end
        self._content.append(
            f"{_colour(colour)} RG {THIN} w [{dash}] 0 d {x:.5f} {y:.5f} m {to_x:.5f} {to_y:.5f} l S"
        )

    def picture(self, picture: PdfObject, x: float, y: float, width: float, height: float) -> None:
        """Put a picture (see `picture`) into a rectangle."""
        name = self._pictures.setdefault(picture, f"P{len(self._pictures)}")
        self._content.append(f"q {width:.5f} 0 0 {height:.5f} {x:.5f} {y:.5f} cm /{name} Do Q")

    def operators(self, operators: str) -> None:
        """Draw with operators of PDF as they are."""
        self._content.append(operators)

    def repeat(self, key: Hashable, box: Edges, draw: Callable[[], object]) -> None:
        """Put the drawing of this key on the page; `draw` is called the first time only, and fills `box`."""
        if key not in self._forms:
            outside, self._content = self._content, []
            draw()
            name, content = f"S{len(self._forms)}", "\n".join(self._content)
            self._forms[key] = (name, _whole(box), content)
            self._content = outside
        self._content.append(f"/{self._forms[key][0]} Do")

    def end_page(self, width: float, height: float, **others: Edges) -> None:
        """End the page, of this size; `others` are boxes such as TrimBox."""
        boxes = {"MediaBox": (0.0, 0.0, width, height), **others}
        content = zlib.compress("\n".join(self._content).encode("latin-1"))
        self._pages.append(Page(b"".join(_box(name, *edges) for name, edges in boxes.items()), content))
        self._content = []

    def sheets(self) -> Sheets:
        """The pages that were ended, with what they use."""
        fonts = dictionary(**self.lettering.fonts())
        pictures = {name: picture for picture, name in self._pictures.items()}
        used = dictionary(Font=fonts, XObject=dictionary(**pictures))
        forms = {name: _form(box, content, used) for name, box, content in self._forms.values()}
        return Sheets(tuple(self._pages), dictionary(Font=fonts, XObject=dictionary(**pictures, **forms)))

    def pdf(self, title: str = "") -> bytes:
        """The pages as a file of their own."""
        data = io.BytesIO()
        file = PdfFile(data, title)
        file.add(self.sheets())
        file.close()
        return data.getvalue()


def _form(box: bytes, content: str, resources: PdfObject) -> PdfObject:
    return stream(
        content.encode("latin-1"), Type=b"/XObject", Subtype=b"/Form", BBox=box, Resources=resources
    )


def _whole(box: Edges) -> bytes:
    """A box of whole points around another."""
    left, bottom, right, top = box
    return b"[%d %d %d %d]" % (floor(left), floor(bottom), ceil(right), ceil(top))


@cache
def _box(name: str, left: float, bottom: float, right: float, top: float) -> bytes:
    return f"/{name}[{left:.7g} {bottom:.7g} {right:.7g} {top:.7g}]".encode()


@cache
def _colour(colour: str) -> str:
    """A colour, #rrggbb, in shares of red, green and blue."""
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.6g}" for at in (1, 3, 5))
