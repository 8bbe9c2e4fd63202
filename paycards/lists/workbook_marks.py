"""What a sheet of a workbook says beside its values.

Which rows and columns are hidden or merged, which cells hold a formula or an error, how far the values reach.

In a sheet (ECMA-376) a `row` has `hidden`, a cell `c` with a formula has an `f`, one with an error has the
type `e`. A row or a cell without its number `r` follows on the one before.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from xml.etree import ElementTree

from paycards.lists.sheet import MOST_COLUMNS, MOST_ROWS
from paycards.lists.workbook_package import CHUNK_BYTES, NoDoctype, local_name

Read = Callable[[Mapping[str, str]], None]
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
YES = ("1", "true")
NOTHING = re.compile(r"0+(?:\.0*)?")  # a height or a width that shows nothing


def _nothing(_: Mapping[str, str]) -> None: ...


class Marks(NoDoctype):
    """The marks of a sheet, gathered while it is read: rows from 1, columns from 0."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden_rows: list[int] = []
        self.hidden_columns: set[int] = set()
        self._merged: list[tuple[int, int]] = []  # first and last row
        self.formulas: list[tuple[int, int]] = []
        self.errors: list[tuple[int, int, str]] = []
        self.last_row = 0
        self.last_column = -1
        self.has_values = False
        self._place = (0, -1)
        self._is_error = False
        self._known: dict[str, Read] = {}
        self._read: dict[str, Read] = {
            "row": self._row,
            "c": self._cell,
            "f": lambda _: self.formulas.append(self._place),
            "v": self._value,
            "t": self._value,
            "col": self._column,
            "mergeCell": self._merge,
        }

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:  # type: ignore[override]
        """Note what an element says."""
        read = self._known.get(tag)
        if read is None:
            read = self._known[tag] = self._read.get(local_name(tag), _nothing)
        read(attrs)

    def merged_rows(self) -> list[int]:
        """List the rows with merged cells, each once however many areas lie over it."""
        rows: list[int] = []
        for first, last in sorted(self._merged):
            after = max(first, rows[-1] + 1) if rows else first
            rows.extend(range(after, min(last, MOST_ROWS) + 1))
        return rows

    def end(self, tag: str) -> None:  # type: ignore[override]
        """Forget an error that is over."""
        if self._is_error and local_name(tag) == "c":
            self._is_error = False

    def data(self, data: str) -> None:
        """Note which error stands in a cell."""
        if self._is_error and data.startswith("#"):
            self.errors[-1] = (*self._place, data[:20])

    def _row(self, attrs: Mapping[str, str]) -> None:
        number = int(attrs.get("r", self._place[0] + 1))
        if number <= self._place[0]:
            raise ValueError(f"row {number} is not in its place")
        self._place = (number, -1)
        if attrs.get("hidden") in YES or NOTHING.fullmatch(attrs.get("ht", "")):
            self.hidden_rows.append(number)

    def _cell(self, attrs: Mapping[str, str]) -> None:
        row, before = self._place
        place = place_of(attrs["r"]) if "r" in attrs else (row, before + 1)
        if place[0] != row or place[1] <= before:
            raise ValueError(f"cell {attrs.get('r')} is not in its place")
        self._place = place
        self._is_error = attrs.get("t") == "e"
        if self._is_error:
            self.errors.append((*place, "#N/A"))
            self._value(attrs)

    def _value(self, _: Mapping[str, str]) -> None:
        self.has_values = True
        self.last_row = self._place[0]
        self.last_column = max(self.last_column, self._place[1])

    def _column(self, attrs: Mapping[str, str]) -> None:
        if attrs.get("hidden") in YES or NOTHING.fullmatch(attrs.get("width", "")):
            first, last = int(attrs["min"]), int(attrs["max"])
            self.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))

    def _merge(self, attrs: Mapping[str, str]) -> None:
        first, _, last = attrs["ref"].partition(":")
        self._merged.append((place_of(first)[0], place_of(last or first)[0]))


def marks_of(package: zipfile.ZipFile, part: str) -> Marks:
    """Read the marks of a sheet. Raises ValueError, LookupError or SyntaxError for a damaged one."""
    *_, marks = _reading(package, part)
    return marks


def has_values(package: zipfile.ZipFile, part: str) -> bool:
    """Tell whether a sheet holds any value; it is read no further than the first."""
    return any(marks.has_values for marks in _reading(package, part))


def _reading(package: zipfile.ZipFile, part: str) -> Iterator[Marks]:
    marks = Marks()
    parser = ElementTree.XMLParser(target=marks)  # noqa: S314 - a document type ends it, so there are no entities
    with package.open(part) as file:
        while chunk := file.read(CHUNK_BYTES):
            parser.feed(chunk)
            yield marks
    parser.close()
    yield marks


def place_of(cell: str) -> tuple[int, int]:
    """Turn the name of a cell into row (from 1) and column (from 0).

    >>> place_of("B7"), place_of("AA1")
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


def name_of(row: int, column: int) -> str:
    """Turn row (from 1) and column (from 0) into the name of a cell.

    >>> name_of(200_000, 16_383)
    'XFD200000'
    """
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row}"
