"""The report on a list, row by row: as CSV, and as a workbook in which card numbers stay whole.

No cell of either can become a formula. A spreadsheet rounds a long number in CSV, so there it stands in
groups of four, which it takes for text. What is left over is a list again, to be corrected and run again.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, BinaryIO

from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.outcomes import DecidedRow
from paycards.closing.bulk_issue.output_folder import OutputFolder
from paycards.closing.office_list.columns import OF_LEFT_OVER, heading_form
from paycards.closing.office_list.office_list import OfficeList
from paycards.closing.office_list.reading import source_rows
from paycards.closing.spreadsheet import write_spreadsheet
from paycards.issue import card_number

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 18  # of a column of the list
LISTED = ("fund", "account_reference", "title", "forenames", "surname", "address", "postcode")
COLUMNS = {"row": 6, "outcome": 18, "what_to_do": 70} | dict.fromkeys(LISTED, WIDTH)  # headings, and how wide
COLUMNS |= {"card_number": 28, "letter_page": 12}
CARD_NUMBER = list(COLUMNS).index("card_number")
LEFT_OVER = dict(zip(OF_LEFT_OVER, (6, 60), strict=True))
LONGEST_CELL = 32_767  # characters, in Excel
Row = tuple[object, ...]


def write_reports(
    folder: OutputFolder,
    decided: Sequence[DecidedRow],
    office_list: OfficeList,
    pages: Mapping[int, int],
    *,
    created: dt.datetime,
) -> None:
    """Write the report in both forms, and what is left over as a list, if anything is.

    Each row of the list was decided; `pages` is the first page of each letter by row number.
    """
    listed = office_list.rows
    with folder.stage("report.csv") as file:
        write_csv(file, report_rows(decided, listed, pages))
    with folder.stage("report.xlsx") as file:
        write_workbook(file, tuple(COLUMNS.items()), report_rows(decided, listed, pages), created=created)
    left_over = [row for row in decided if row.outcome not in outcomes.DONE]
    if left_over:
        columns, rows = left_over_list(left_over, office_list)
        with folder.stage("left-over.xlsx") as file:
            write_workbook(file, columns, rows, created=created)


def report_rows(
    decided: Iterable[DecidedRow], listed: pd.DataFrame, pages: Mapping[int, int]
) -> Iterator[Row]:
    """Yield what became of each row beside what the list says, in the order of COLUMNS."""
    said = (listed[name].tolist() for name in LISTED)
    for (row_no, outcome, message, number), *cells in zip(decided, *said, strict=True):
        yield (row_no, outcome, message, *cells, number, pages.get(row_no, ""))


def left_over_list(
    decided: Iterable[DecidedRow], office_list: OfficeList
) -> tuple[list[tuple[str, int]], Iterator[Row]]:
    """Return headings, each with its width, and rows: the list itself as it was, of these rows, and why.

    The number of each row in the list stands beside it.
    """
    why = {row_no: message for row_no, _, message, _ in decided}
    headings, rows = source_rows(office_list, why)
    kept = [place for place, heading in enumerate(headings) if heading_form(heading) not in OF_LEFT_OVER]
    columns = [*LEFT_OVER.items(), *((headings[place], WIDTH) for place in kept)]
    beyond = slice(len(headings), None)  # what made a row too wide stays in it
    return columns, (
        (row_no, why[row_no], *(cells[place] for place in kept if place < len(cells)), *cells[beyond])
        for row_no, cells in rows
    )


def write_csv(file: BinaryIO, rows: Iterable[Row]) -> None:
    """Write the report as CSV in UTF-8, with the mark by which Excel knows that."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    write_spreadsheet(text, tuple(COLUMNS), map(_grouped, rows))
    text.detach()


def _grouped(row: Row) -> Row:
    number = str(row[CARD_NUMBER])
    return (*row[:CARD_NUMBER], number and card_number.format(number), *row[CARD_NUMBER + 1 :])


def write_workbook(
    file: BinaryIO, columns: Sequence[tuple[str, int]], rows: Iterable[Row], *, created: dt.datetime
) -> None:
    """Write a workbook of one sheet, each cell as what it is. Same rows, same bytes."""
    from xlsxwriter import Workbook

    from paycards.ledger.exports.workbook import written_at_once

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with written_at_once(file) as whole, Workbook(whole, options) as book:
        book.set_properties({"created": created.replace(tzinfo=None)})
        sheet = book.add_worksheet()
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.freeze_panes(1, 0)
        for column, (heading, width) in enumerate(columns):
            sheet.set_column(column, column, width, text)  # of cells that are empty, too
            sheet.write_string(0, column, heading, bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write_cell(sheet, (last, column), cell, text, day)
        sheet.autofilter(0, 0, last, len(columns) - 1)


def _write_cell(sheet: Any, place: tuple[int, int], cell: object, text: Any, day: Any) -> None:
    """Write a cell as what it is: a number stays a number, a date a date, and no text becomes a formula."""
    if isinstance(cell, bool):
        sheet.write_boolean(*place, cell)
    elif isinstance(cell, Real):
        sheet.write_number(*place, cell)
    elif isinstance(cell, dt.date | dt.time | dt.timedelta):
        sheet.write_datetime(*place, cell, day if isinstance(cell, dt.date) else None)
    elif cell:
        sheet.write_string(*place, str(cell)[:LONGEST_CELL], text)
