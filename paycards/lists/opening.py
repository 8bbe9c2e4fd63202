"""Open a list, whatever it came as: text, or an Excel workbook."""

from __future__ import annotations

from paycards.errors import BadRows
from paycards.lists.file_kind import foreign_kind
from paycards.lists.sheet import MOST_COLUMNS, Sheet
from paycards.lists.text_file import read_text
from paycards.zip_archive import is_zip


def open_sheet(name: str, data: bytes, sheet: str | None = None) -> Sheet:
    """Read text, or the one sheet of a workbook that holds rows, or the sheet that is named.

    Raises BadRows for a file that cannot be trusted as a whole, saying what it is; NotFound for a sheet
    that the workbook does not have.
    """
    foreign = foreign_kind(data)
    if foreign:
        raise BadRows(name, [(1, foreign)])
    if is_zip(data):
        from paycards.lists.workbook import read_workbook

        return read_workbook(name, data, sheet)
    found = read_text(name, data)
    if len(found.headings) > MOST_COLUMNS:
        raise BadRows(
            name, [(1, f"there are more than {MOST_COLUMNS} columns: leave out what is not needed")]
        )
    return found
