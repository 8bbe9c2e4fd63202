"""A list as it lies on the desk: a heading row and rows of cells, out of CSV or an Excel workbook.

Rows are numbered as a spreadsheet shows them; the headings are row 1. Empty rows are no rows. Cells of
CSV are text; cells of a workbook are text, numbers, dates or truth values, as they were stored.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from paycards.errors import BadRows
from paycards.lists.reading import decode

OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also a workbook that a password protects
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MOST_ROWS = 250_000


@dataclass(frozen=True)
class Sheet:
    """What was read. `faults` are rows that cannot be trusted, by number, each with a sentence.

    `odd_cells` are cells that look like a value and are none, by row and column from 0.
    """

    headings: list[str]
    rows: Iterator[tuple[int, list[object]]]
    faults: Mapping[int, str] = field(default_factory=dict)
    odd_cells: Mapping[tuple[int, int], str] = field(default_factory=dict)


def read_text_sheet(name: str, data: bytes) -> Sheet:
    """Read CSV in UTF-8. Raises BadRows for a file that cannot be trusted as a whole."""
    if data.startswith(OLD_EXCEL):
        raise BadRows(
            name,
            [
                (
                    1,
                    "this is an old Excel file (.xls), or one with a password: save it as .xlsx without",
                )
            ],
        )
    if data.startswith(UTF_16) or b"\0" in data:
        raise BadRows(name, [(1, "this is not text in UTF-8: save the list as CSV UTF-8, or as .xlsx")])
    return _read_csv(name, data)


def _read_csv(name: str, data: bytes) -> Sheet:
    rows = _numbered(name, decode(name, data))
    _, headings = next(rows, (1, []))
    if len(headings) == 1 and (";" in headings[0] or "\t" in headings[0]):
        raise BadRows(name, [(1, "the headings are not separated by commas: save the list as CSV UTF-8")])
    return Sheet(headings, ((number, list(cells)) for number, cells in rows if any(map(str.strip, cells))))


def _numbered(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Number the records as a spreadsheet does, in which a record of two lines is one row."""
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if number > MOST_ROWS:
                raise BadRows(name, [(number, f"there are more than {MOST_ROWS} rows: split the list")])
            yield number, cells
    except csv.Error as error:
        sentence = f"the quoting is broken ({error}): double each quote inside a quoted field, and close it"
        raise BadRows(name, [(number + 1, sentence)]) from error
