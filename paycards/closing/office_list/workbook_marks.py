"""What a sheet of a workbook says beside its values: which rows are hidden, which cells hold a formula.

Read from the parts of the package (ECMA-376): `xl/workbook.xml` names the sheets, its relationships
name their parts; in a sheet, `row` has `hidden`, and a cell with a formula has an `f`.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ITS_PART = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_BYTES = 1_000_000_000  # of one part when it is unpacked
CELL = re.compile(r"([A-Z]{1,3})([0-9]+)")


@dataclass(frozen=True)
class Marks:
    """Hidden rows as numbers from 1; cells with a formula as (row from 1, column from 0)."""

    hidden_rows: list[int] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)


def marks_of(data: bytes, sheet: str) -> Marks:
    """Read the marks of a sheet. Raises ValueError, LookupError or SyntaxError for a damaged workbook."""
    marks = Marks()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            part = _part_of(package, sheet)
            if package.getinfo(part).file_size > MOST_BYTES:
                raise ValueError("the sheet is too large")
            with package.open(part) as file:
                for _, element in ElementTree.iterparse(file):  # noqa: S314 - expat itself stops entity bombs
                    _note(element, marks)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError) as error:
        raise ValueError(str(error)) from error
    return marks


def _part_of(package: zipfile.ZipFile, sheet: str) -> str:
    for element in _elements(package, "xl/workbook.xml"):
        if element.tag == f"{MAIN}sheet" and element.get("name") == sheet:
            wanted = element.get(ITS_PART)
            break
    else:
        raise LookupError(sheet)
    for element in _elements(package, "xl/_rels/workbook.xml.rels"):
        if element.get("Id") == wanted:
            return posixpath.normpath(posixpath.join("/xl", element.get("Target", ""))).lstrip("/")
    raise LookupError(sheet)


def _elements(package: zipfile.ZipFile, part: str) -> Iterator[ElementTree.Element]:
    return ElementTree.fromstring(package.read(part)).iter()  # noqa: S314


def _note(element: ElementTree.Element, marks: Marks) -> None:
    if element.tag == f"{MAIN}c":
        if element.find(f"{MAIN}f") is not None:
            marks.formulas.append(_place(element.get("r", "")))
        element.clear()
    elif element.tag == f"{MAIN}row":
        if element.get("hidden") in ("1", "true"):
            marks.hidden_rows.append(int(element.get("r", "0")))
        element.clear()


def _place(cell: str) -> tuple[int, int]:
    """Turn the name of a cell into row and column.

    >>> _place("B7"), _place("AA1")
    ((7, 1), (1, 26))
    """
    match = CELL.fullmatch(cell)
    if match is None:
        raise ValueError(f"{cell!r} is no cell")
    letters, row = match.groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(row), column - 1
