"""A PDF, written as its pages come: what is held in memory does not grow with the pages.

What pages have in common, a font or a picture, is written once: an object with the same bytes is the same
object. The file is PDF 1.6 with a cross-reference table (ISO 32000-1, 7.5), the same bytes from the same
pages. It asks the print dialogue for no scaling (12.2): bars that are scaled are bars that tills miss.
"""

from __future__ import annotations

import hashlib
from array import array
from typing import BinaryIO

from paycards.errors import Failed
from paycards.issue.pdf.sheets import PdfObject, Sheets

HEADER = b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n"
UNSCALED = b"/ViewerPreferences<</PrintScaling/None>>"
FREE = b"0000000000 65535 f \n"
NOT_YET = 0
FURTHEST = 10**10 - 1  # an offset has ten digits
AT_ONCE = 10_000  # lines of the table that are written together


class PdfFile:
    """A PDF that grows: `add` sheets, then `close`. The file must be open for writing, at its start.

    Raises Failed when the file becomes larger than the format allows (10 GB).
    """

    def __init__(self, file: BinaryIO, title: str) -> None:
        self._file = file
        self._title = title
        self._offsets = array("Q")  # of object 1, 2, ...
        self._position = 0
        self._digest = hashlib.sha256()
        self._numbers: dict[PdfObject, int] = {}
        self._nodes: list[tuple[int, int]] = []  # of the page tree: number, pages
        self._write(HEADER)
        self._root = self._reserve()

    @property
    def pages(self) -> int:
        """How many there are so far."""
        return sum(count for _, count in self._nodes)

    def add(self, sheets: Sheets) -> int:
        """Append pages; return how many."""
        node, resources = self._reserve(), self._number(sheets.resources)
        same = b"/Type/Page/Parent %d 0 R/Resources %d 0 R" % (node, resources)
        kids = []
        for boxes, content in sheets.pages:
            its_content = self._append(
                b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content)
            )
            kids.append(self._append(b"<<%s%s/Contents %d 0 R>>" % (same, boxes, its_content)))
        self._nodes.append((node, len(kids)))
        references = b" ".join(b"%d 0 R" % kid for kid in kids)
        self._put(
            node, b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (self._root, len(kids), references)
        )
        return len(kids)

    def close(self) -> None:
        """Write page tree, cross-reference table and trailer. The file itself is left open."""
        references = b" ".join(b"%d 0 R" % number for number, _ in self._nodes)
        self._put(self._root, b"<</Type/Pages/Count %d/Kids[%s]>>" % (self.pages, references))
        catalog = self._append(b"<</Type/Catalog/Pages %d 0 R%s>>" % (self._root, UNSCALED))
        title = self._title.encode("utf-16-be").hex().encode()
        info = self._append(b"<</Title<feff%s>/Producer(paycards)>>" % title)
        start, count = self._position, len(self._offsets) + 1
        identity = self._digest.hexdigest()[:32].encode()
        self._write(b"xref\n0 %d\n%s" % (count, FREE))
        for first in range(0, len(self._offsets), AT_ONCE):
            some = self._offsets[first : first + AT_ONCE]
            self._write(b"".join([b"%010d 00000 n \n" % offset for offset in some]))
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (count, catalog, info, identity, identity, start)
        )

    def _number(self, shared: PdfObject) -> int:
        """The number of an object; what it refers to is written before it, and each once."""
        if shared not in self._numbers:
            body = b"".join(
                piece if isinstance(piece, bytes) else b"%d 0 R" % self._number(piece)
                for piece in shared.pieces
            )
            self._numbers[shared] = self._append(body)
        return self._numbers[shared]

    def _append(self, body: bytes) -> int:
        number = self._reserve()
        self._put(number, body)
        return number

    def _reserve(self) -> int:
        self._offsets.append(NOT_YET)
        return len(self._offsets)

    def _put(self, number: int, body: bytes) -> None:
        if self._position > FURTHEST:
            raise Failed("A PDF of so many pages would be larger than a PDF can be, 10 GB.")
        self._offsets[number - 1] = self._position
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._position += len(data)
