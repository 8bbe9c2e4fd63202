"""One PDF out of many, written as they come: what is held in memory does not grow with the pages.

What several of them have in common, a font or a picture, is written once: an object with the same bytes is
the same object. The result is PDF 1.4 with a cross-reference table (ISO 32000-1, 7.5), the same bytes from
the same parts. The parts must hold pages with resources of their own, and nothing but pages is kept.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import pikepdf

HEADER = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
FREE = b"0000000000 65535 f \n"
NOT_YET = 0


class JoinedPdf:
    """A PDF that grows: `add` parts, then `close`. The file must be open for writing, at its start."""

    def __init__(self, file: BinaryIO, title: str) -> None:
        self._file = file
        self._title = title
        self._offsets = array("Q")  # of object 1, 2, ...
        self._position = 0
        self._digest = hashlib.sha256()
        self._shared: dict[bytes, int] = {}  # digest of an object, its number
        self._nodes: list[tuple[int, int]] = []  # of the page tree: number, pages
        self._write(HEADER)
        self._root = self._reserve()

    @property
    def pages(self) -> int:
        """How many there are so far."""
        return sum(count for _, count in self._nodes)

    def add(self, part: bytes) -> int:
        """Append the pages of a PDF; return how many."""
        import io

        import pikepdf

        with pikepdf.open(io.BytesIO(part)) as pdf:
            node = self._reserve()
            copier = _Copier(self, pdf)
            kids = [copier.page(page.obj, node) for page in pdf.pages]
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
        catalog = self.append(b"<</Type/Catalog/Pages %d 0 R>>" % self._root)
        title = self._title.encode("utf-16-be").hex().encode()
        info = self.append(b"<</Title<feff%s>/Producer(paycards)>>" % title)
        start, count = self._position, len(self._offsets) + 1
        identity = self._digest.hexdigest()[:32].encode()
        self._write(b"xref\n0 %d\n%s" % (count, FREE))
        for offset in self._offsets:
            self._write(b"%010d 00000 n \n" % offset)
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (count, catalog, info, identity, identity, start)
        )

    def append(self, body: bytes) -> int:
        """Write an object; return its number."""
        number = self._reserve()
        self._put(number, body)
        return number

    def share(self, body: bytes) -> int:
        """Write an object unless there is one like it; return its number."""
        digest = hashlib.sha256(body).digest()
        if digest not in self._shared:
            self._shared[digest] = self.append(body)
        return self._shared[digest]

    def _reserve(self) -> int:
        self._offsets.append(NOT_YET)
        return len(self._offsets)

    def _put(self, number: int, body: bytes) -> None:
        self._offsets[number - 1] = self._position
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._position += len(data)


class _Copier:
    """Copies the pages of one part, and whatever they refer to."""

    def __init__(self, joined: JoinedPdf, part: pikepdf.Pdf) -> None:
        self._joined = joined
        self._part = part
        self._numbers: dict[tuple[int, int], int] = {}  # in the part, in the joined file

    def page(self, page: pikepdf.Object, node: int) -> int:
        entries = {key: value for key, value in page.items() if key not in ("/Parent", "/Contents")}
        contents = self._joined.append(self._body(page["/Contents"]))
        body = self._dictionary(entries)[2:-2]
        return self._joined.append(b"<<%s/Parent %d 0 R/Contents %d 0 R>>" % (body, node, contents))

    def _text(self, value: object) -> bytes:
        import pikepdf

        if not isinstance(value, pikepdf.Object):
            return _scalar(value)
        if value.is_indirect:
            return b"%d 0 R" % self._number(value)
        return self._body(value)

    def _number(self, value: pikepdf.Object) -> int:
        """Copy what is referred to before the reference to it: nothing on a page refers to itself."""
        known = value.objgen
        if known not in self._numbers:
            self._numbers[known] = self._joined.share(self._body(value))
        return self._numbers[known]

    def _body(self, value: pikepdf.Object) -> bytes:
        import pikepdf

        if isinstance(value, pikepdf.Stream):
            data = value.read_raw_bytes()
            entries = {key: entry for key, entry in value.items() if key != "/Length"}
            return self._dictionary(entries | {"/Length": len(data)}) + b"stream\n" + data + b"\nendstream"
        if isinstance(value, pikepdf.Dictionary):
            return self._dictionary(dict(value.items()))
        if isinstance(value, pikepdf.Array):
            return b"[%s]" % b" ".join(map(self._text, value))
        return value.unparse(resolved=True)

    def _dictionary(self, entries: Mapping[str, object]) -> bytes:
        """Keys come from a parser that keeps them as they are written, in the order of their names."""
        return b"<<%s>>" % b"".join(key.encode() + b" " + self._text(value) for key, value in entries.items())


def _scalar(value: object) -> bytes:
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int | Decimal):
        return f"{value:f}".encode() if isinstance(value, Decimal) else str(value).encode()
    raise TypeError(f"{type(value).__name__} stands in no PDF")
