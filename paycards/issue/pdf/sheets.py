"""Pages that were drawn and are not yet in a file: what the process that draws hands to the one that writes.

What several pages name (a font, a picture, a form) is an object of its own. Objects have no numbers yet: a
file gives them, to those of the same bytes the same.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class PdfObject:
    """An object of a file in pieces: bytes as they are written, and the objects that it refers to."""

    pieces: tuple[bytes | PdfObject, ...]


class Page(NamedTuple):
    """A page: its boxes as they are written, and its content, compressed."""

    boxes: bytes
    content: bytes


@dataclass(frozen=True)
class Sheets:
    """Pages in their order, and the resources that all of them use."""

    pages: tuple[Page, ...]
    resources: PdfObject


def dictionary(**entries: bytes | PdfObject) -> PdfObject:
    """A dictionary of these entries."""
    pairs = (piece for key, value in entries.items() for piece in (b"/%s " % key.encode(), value))
    return PdfObject((b"<<", *pairs, b">>"))


def stream(data: bytes, **entries: bytes | PdfObject) -> PdfObject:
    """A stream of these bytes, which are compressed."""
    return packed(zlib.compress(data), **entries, Filter=b"/FlateDecode")


def packed(data: bytes, **entries: bytes | PdfObject) -> PdfObject:
    """A stream of bytes that a filter has packed already; the entries say which."""
    head = dictionary(**entries, Length=b"%d" % len(data)).pieces
    return PdfObject((*head, b"stream\n", data, b"\nendstream"))
