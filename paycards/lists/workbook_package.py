"""The package of a workbook, looked at before anything in it is unpacked: its size, its parts, its sheets.

Read from the parts of the package (ECMA-376, and its Strict form, whose namespaces are others):
`xl/workbook.xml` names the sheets, its relationships name their parts.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree

from paycards.errors import BadRows
from paycards.lists.file_kind import PASSWORD

MOST_PARTS = 2_000
MOST_BYTES = 400_000_000  # of all parts when they are unpacked; 250,000 rows have about 150 MB
IS_ENCRYPTED = 0x1
CHUNK_BYTES = 65_536
WORKSHEET = "/worksheet"  # how the type of a sheet with cells ends, in both forms
TOO_LARGE = "copy the list, and nothing else, into a new workbook"


@dataclass(frozen=True)
class SheetPart:
    """A sheet that can hold rows, where it is in the package, and whether people see it."""

    name: str
    part: str
    is_hidden: bool


class NoDoctype(ElementTree.TreeBuilder):
    """Builds a tree, but from no document with a type declaration: that is how XML bombs are made."""

    def doctype(self, *_: object) -> None:
        """Raise ValueError."""
        raise ValueError("a workbook has no document type")


def require_sound(name: str, package: zipfile.ZipFile) -> None:
    """Raise BadRows for a package that is too large or has a password, ValueError for a damaged one."""
    parts = package.infolist()
    if any(part.flag_bits & IS_ENCRYPTED for part in parts):
        raise BadRows(name, [(1, PASSWORD)])
    total = sum(part.file_size for part in parts if _is_read(part.filename))
    if len(parts) > MOST_PARTS or total > MOST_BYTES:
        size = f"{len(parts):,} parts and {total // 1_000_000:,} MB"
        raise BadRows(name, [(1, f"unpacked, this workbook has {size}, more than any list: {TOO_LARGE}")])
    names = [part.filename.lower() for part in parts]
    if len(set(names)) != len(names):
        raise ValueError("a part stands in the package twice")
    for part in parts:
        if part.filename.lower().startswith("xl/") and part.filename.endswith(".xml"):
            with package.open(part) as file:
                _require_no_doctype(file)


def _is_read(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels"))


def _require_no_doctype(file: IO[bytes]) -> None:
    """Read until the first element: a type declaration stands before it."""
    target = _Start()
    parser = ElementTree.XMLParser(target=target)  # noqa: S314 - ends before there is any entity
    while not target.has_begun and (chunk := file.read(CHUNK_BYTES)):
        parser.feed(chunk)


class _Start(NoDoctype):
    has_begun = False

    def start(self, _tag: object, _attrs: object) -> None:  # type: ignore[override]
        self.has_begun = True

    def end(self, tag: object) -> None:  # type: ignore[override]
        pass

    def data(self, data: object) -> None:
        pass


def sheets_of(package: zipfile.ZipFile) -> list[SheetPart]:
    """List the sheets that can hold rows. Raises LookupError, ValueError or SyntaxError for damage."""
    parts = {}
    for element in _elements(package, "xl/_rels/workbook.xml.rels"):
        if element.get("Type", "").endswith(WORKSHEET):
            target = posixpath.join("/xl", element.get("Target", ""))
            parts[element.get("Id")] = posixpath.normpath(target).lstrip("/")
    return [
        SheetPart(element.get("name", ""), parts[its_part], element.get("state", "visible") != "visible")
        for element in _elements(package, "xl/workbook.xml")
        if local_name(element.tag) == "sheet" and (its_part := _id_of(element)) in parts
    ]


def _id_of(element: ElementTree.Element) -> str | None:
    return next((value for key, value in element.items() if key.endswith("}id")), None)


def _elements(package: zipfile.ZipFile, part: str) -> Iterator[ElementTree.Element]:
    parser = ElementTree.XMLParser(target=NoDoctype())  # noqa: S314
    return ElementTree.fromstring(package.read(part), parser).iter()  # noqa: S314


def local_name(tag: str) -> str:
    """The name of an element without its namespace.

    >>> local_name("{http://purl.oclc.org/ooxml/spreadsheetml/main}row")
    'row'
    """
    return tag.rpartition("}")[2]
