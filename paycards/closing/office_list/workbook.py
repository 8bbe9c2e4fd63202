"""An Excel workbook (.xlsx): its one sheet with rows, and what in it cannot be taken at its word.

Hidden and merged rows are refused: nobody can see from outside what was meant by them. A formula is
refused where it stands: what Excel last made of it is not in every file, and not always up to date.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from paycards.closing.office_list.sheet import MOST_ROWS, Sheet
from paycards.closing.office_list.workbook_marks import marks_of
from paycards.errors import BadRows, NotFound

HIDDEN = "the row is hidden in the workbook: show all rows, then delete it or leave it showing"
MERGED = "cells are merged here: unmerge them and fill in each row"
FORMULA = "a formula stands here: copy it and paste its value"


def read_workbook(name: str, data: bytes, sheet: str | None) -> Sheet:
    """Read the one sheet that holds rows, or the one of this name.

    Raises BadRows for a workbook that is damaged or leaves open which sheet is meant, NotFound for a
    sheet that it does not have.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        chosen = _chosen(name, workbook, sheet)
        found = workbook.get_sheet_by_name(chosen)
        marks = marks_of(data, chosen)
    except (CalamineError, OSError, LookupError, ValueError, SyntaxError) as error:
        raise BadRows(
            name, [(1, "this is no Excel workbook, or it is damaged: save it again as .xlsx")]
        ) from error
    if found.start is None or found.end is None:
        raise BadRows(name, [(1, "there are no rows in it")])
    if found.end[0] >= MOST_ROWS:
        raise BadRows(name, [(MOST_ROWS, f"there are more than {MOST_ROWS} rows: split the list")])
    rows = _rows(found)
    _, headings = next(rows, (1, []))
    merged = {
        row + 1: MERGED
        for (first, _), (last, _) in found.merged_cell_ranges or []
        for row in range(first, min(last, MOST_ROWS) + 1)
    }
    return Sheet(
        [str(heading) for heading in headings],
        ((number, cells) for number, cells in rows if any(cell != "" for cell in cells)),
        merged | dict.fromkeys(marks.hidden_rows, HIDDEN),
        dict.fromkeys(marks.formulas, FORMULA),
    )


def _chosen(name: str, workbook: Any, sheet: str | None) -> str:
    names: list[str] = workbook.sheet_names
    if sheet is not None:
        if sheet not in names:
            raise NotFound("sheet", sheet, choices=names)
        return sheet
    filled = [each for each in names if workbook.get_sheet_by_name(each).start is not None]
    if len(filled) > 1:
        sentence = f"several sheets hold rows ({', '.join(filled)}): say which is meant, or delete the others"
        raise BadRows(name, [(1, sentence)])
    return filled[0] if filled else names[0]


def _rows(sheet: Any) -> Iterator[tuple[int, list[object]]]:
    """Every row from row 1 and column A on: calamine begins with the first column that is not empty."""
    before: list[object] = [""] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, before + cells
