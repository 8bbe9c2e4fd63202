"""The package of a workbook: whether its parts can be read, and its sheets.

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

from paycards.zip_archive import require_no_password

CHUNK_BYTES = 65_536
WORKSHEET = "/worksheet"  # how the type of a sheet with cells ends, in both forms


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


def require_sound(package: zipfile.ZipFile) -> None:
    """Raise Unfit for a package with a password, ValueError for one with a document type."""
    require_no_password(package)
    for part in package.infolist():
        if part.filename.lower().startswith("xl/") and part.filename.endswith(".xml"):
            with package.open(part) as file:
                _require_no_doctype(file)


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
