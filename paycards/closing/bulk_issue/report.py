"""The report on a list, row by row: as CSV, and as a workbook in which card numbers stay whole.

No cell of either can become a formula. A spreadsheet rounds a long number in CSV, so there it stands in
groups of four, which it takes for text. What is left over is a list again, to be corrected and run anew.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO

from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.outcomes import DecidedRow
from paycards.closing.bulk_issue.output_folder import OutputFolder
from paycards.closing.office_list.columns import NAMES
from paycards.closing.spreadsheet import write_spreadsheet
from paycards.issue import card_number
from paycards.money import to_pounds

if TYPE_CHECKING:
    import pandas as pd

LISTED = ("fund", "account_reference", "title", "forenames", "surname", "address", "postcode")
COLUMNS = {"row": 6, "outcome": 18, "what_to_do": 70} | dict.fromkeys(LISTED, 18)  # headings, and how wide
COLUMNS |= {"card_number": 28, "letter_page": 12}
CARD_NUMBER = list(COLUMNS).index("card_number")
LEFT_OVER = {"why": 60} | dict.fromkeys(NAMES, 18)
Row = tuple[object, ...]


def write_reports(
    folder: OutputFolder,
    decided: Sequence[DecidedRow],
    listed: pd.DataFrame,
    pages: Mapping[int, int],
    *,
    created: dt.datetime,
) -> None:
    """Write the report in both forms, and what is left over as a list, if anything is.

    `listed` are the rows of the list, each of which was decided, `pages` the first page of each letter by
    row number.
    """
    with folder.stage("report.csv") as file:
        write_csv(file, report_rows(decided, listed, pages))
    with folder.stage("report.xlsx") as file:
        write_workbook(file, COLUMNS, report_rows(decided, listed, pages), created=created)
    left_over = [row for row in decided if row.outcome not in outcomes.DONE]
    if left_over:
        with folder.stage("left-over.xlsx") as file:
            write_workbook(file, LEFT_OVER, left_over_rows(left_over, listed), created=created)


def report_rows(
    decided: Iterable[DecidedRow], listed: pd.DataFrame, pages: Mapping[int, int]
) -> Iterator[Row]:
    """Yield what became of each row beside what the list says, in the order of COLUMNS."""
    said = (listed[name].tolist() for name in LISTED)
    for (row_no, outcome, message, number), *cells in zip(decided, *said, strict=True):
        yield (row_no, outcome, message, *cells, number, pages.get(row_no, ""))


def left_over_rows(decided: Iterable[DecidedRow], listed: pd.DataFrame) -> Iterator[Row]:
    """Yield rows in the order of LEFT_OVER, as a list has them."""
    said = {name: listed["usual_amount_pence" if name == "usual_amount" else name] for name in NAMES}
    for row_no, _, message, _ in decided:
        yield message, *(_as_listed(name, column.at[row_no]) for name, column in said.items())


def _as_listed(name: str, value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - a missing number is not equal to itself
        return ""
    if name == "large_print":
        return "yes" if value else ""
    return to_pounds(int(str(value))) if name == "usual_amount" else str(value)


def write_csv(file: BinaryIO, rows: Iterable[Row]) -> None:
    """Write the report as CSV in UTF-8, with the mark by which Excel knows that."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    write_spreadsheet(text, tuple(COLUMNS), map(_grouped, rows))
    text.detach()


def _grouped(row: Row) -> Row:
    number = str(row[CARD_NUMBER])
    return (*row[:CARD_NUMBER], number and card_number.format(number), *row[CARD_NUMBER + 1 :])


def write_workbook(
    file: BinaryIO, columns: Mapping[str, int], rows: Iterable[Row], *, created: dt.datetime
) -> None:
    """Write a workbook of one sheet: text, but for numbers of rows and pages. Same rows, same bytes."""
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        book.set_properties({"created": created.replace(tzinfo=None)})
        sheet = book.add_worksheet()
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for column, (heading, width) in enumerate(columns.items()):
            sheet.set_column(column, column, width, text)  # of cells that are empty, too
            sheet.write_string(0, column, heading, bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(last, column, cell)
                elif cell:
                    sheet.write_string(last, column, str(cell), text)
        sheet.autofilter(0, 0, last, len(columns) - 1)
