"""The program that reads a workbook in a process of its own: bytes on standard input, JSON on output.

A small workbook can ask for any amount of memory or time. Here it can have MOST_MEMORY and MOST_SECONDS; when
it takes more, only this process ends. The first line says what was found, or why nothing is; each further
line is a row, `[number, [cells]]`. A cell is text, a number, a truth value, or an object with one of `date`,
`datetime`, `time` and `seconds`.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

from paycards.counted import first_of
from paycards.errors import BadRows
from paycards.lists.file_kind import MOST_BYTES, MOST_PARTS, PASSWORD
from paycards.lists.sheet import MOST_COLUMNS, MOST_ROWS
from paycards.lists.visible_text import shown
from paycards.lists.workbook_marks import Marks, has_values, marks_of, name_of
from paycards.lists.workbook_package import SheetPart, require_sound, sheets_of
from paycards.zip_archive import Unfit, opened

MOST_MEMORY = 1_500_000_000  # bytes of addresses
MOST_SECONDS = 120  # on the processor
MOST_CELLS = 5_000_000  # from A1 to the furthest value
MOST_CHARACTERS = 100_000_000  # of all cells
SHOWN_SHEETS = 5
KNOWN_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
TOO_LARGE = "copy the list, and nothing else, into a new workbook"
DAMAGED = "this is not an Excel workbook, or it is damaged: open it in Excel and save it again as .xlsx"


class NoSheet(Exception):
    """The sheet that is wanted is not there; it holds the names of those that are."""


def main() -> None:
    """Read a workbook; the arguments are its name, and the name of the sheet that is wanted, if one is."""
    _limit()
    name, *wanted = sys.argv[1:]
    try:
        _read(name, sys.stdin.buffer.read(), wanted[0] if wanted else None)
    except BadRows as error:
        _say({"refused": error.rows})
    except NoSheet as error:
        _say({"sheets": error.args[0]})
    except Unfit as error:
        _say({"refused": [[1, _sentence(error)]]})
    except _damages() as error:
        sys.stderr.write(f"{error}\n")
        _say({"refused": [[1, DAMAGED]]})


def _sentence(unfit: Unfit) -> str:
    if unfit.fault == "encrypted":
        return PASSWORD
    if unfit.fault == "too_many":
        return f"this workbook has {unfit.found:,} parts, more than any list: {TOO_LARGE}"
    if unfit.fault == "too_large":
        size = f"{int(unfit.found) // 1_000_000:,} MB"
        return f"unpacked, this workbook has {size}, more than any list: {TOO_LARGE}"
    return DAMAGED


def _limit() -> None:
    """Bound memory and time, and leave no picture of the memory behind: it holds names."""
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


def _damages() -> tuple[type[Exception], ...]:
    from python_calamine import CalamineError

    return (*(CalamineError, OSError, LookupError, ValueError, SyntaxError, RuntimeError, EOFError),)


def _read(name: str, data: bytes, wanted: str | None) -> None:
    from python_calamine import CalamineWorkbook

    with opened(data, most_members=MOST_PARTS, most_bytes=MOST_BYTES) as package:
        require_sound(package)
        chosen = _chosen(name, package, wanted)
        marks = marks_of(package, chosen.part)
    _require_size(name, marks)
    _require_known_errors(name, marks)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(chosen.name)
    lines = [json.dumps([number, cells], ensure_ascii=False) for number, cells in _rows(name, sheet)]
    if not lines:
        raise ValueError("the two readers do not agree")
    _say(
        {
            "hidden_rows": marks.hidden_rows,
            "hidden_columns": sorted(marks.hidden_columns),
            "merged_rows": marks.merged_rows(),
            "formulas": marks.formulas,
            "errors": marks.errors,
        }
    )
    for line in lines:
        sys.stdout.write(line + "\n")


def _say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")


def _chosen(name: str, package: zipfile.ZipFile, wanted: str | None) -> SheetPart:
    sheets = sheets_of(package)
    if wanted is not None:
        found = next((each for each in sheets if each.name == wanted), None)
        if found is None:
            raise NoSheet([shown(each.name) for each in sheets[:SHOWN_SHEETS]])
        return found
    filled = [each for each in sheets if has_values(package, each.part)]
    if not filled:
        raise BadRows(name, [(1, "there are no rows in it")])
    if len(filled) > 1:
        sentence = f"several sheets hold rows ({_listed(filled)}): say which is meant, or delete the others"
        raise BadRows(name, [(1, sentence)])
    if filled[0].is_hidden:
        sentence = (
            f"the only sheet with rows, {shown(filled[0].name)}, is hidden: show it, and look at it first"
        )
        raise BadRows(name, [(1, sentence)])
    return filled[0]


def _listed(sheets: list[SheetPart]) -> str:
    names = [f"{shown(each.name)}{' (hidden)' if each.is_hidden else ''}" for each in sheets]
    return first_of(names, SHOWN_SHEETS)


def _require_size(name: str, marks: Marks) -> None:
    if not marks.has_values:
        raise BadRows(name, [(1, "there are no rows in it")])
    if marks.last_row > MOST_ROWS:
        sentence = f"it is below the first {MOST_ROWS} rows: split the list, or delete what is no row of it"
        raise BadRows(name, [(marks.last_row, sentence)])
    columns = marks.last_column + 1
    if columns > MOST_COLUMNS or columns * marks.last_row > MOST_CELLS:
        furthest = name_of(marks.last_row, marks.last_column)
        sentence = f"the values reach as far as cell {furthest}, too far for a list: {TOO_LARGE}"
        raise BadRows(name, [(1, sentence)])


def _require_known_errors(name: str, marks: Marks) -> None:
    """Raise BadRows for errors of a newer Excel, at which calamine gives the whole workbook up."""
    unknown = [
        (row, f"cell {name_of(row, column)} is the error {shown(code)} in Excel: fill it in again")
        for row, column, code in marks.errors
        if code not in KNOWN_ERRORS
    ]
    if unknown:
        raise BadRows(name, unknown)


def _rows(name: str, sheet: Any) -> Iterator[tuple[int, list[object]]]:
    """Every row with a value, from column A on: calamine begins with the first column that is not empty."""
    before: list[object] = [""] * (sheet.start or (0, 0))[1]
    characters = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number == 1 or any(cell != "" for cell in cells):
            characters += sum(len(cell) for cell in cells if isinstance(cell, str))
            if characters > MOST_CHARACTERS:
                sentence = (
                    f"there are more than {MOST_CHARACTERS // 1_000_000} million characters: {TOO_LARGE}"
                )
                raise BadRows(name, [(number, sentence)])
            yield number, before + [_plain(cell) for cell in cells]


def _plain(cell: object) -> object:
    if isinstance(cell, dt.datetime):
        return {"datetime": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"date": cell.isoformat()}
    if isinstance(cell, dt.time):
        return {"time": cell.isoformat()}
    if isinstance(cell, dt.timedelta):
        return {"seconds": cell.total_seconds()}
    return cell


if __name__ == "__main__":
    main()
