"""The exports as an Excel workbook for people: the same rows and columns, each cell of its type.

Pence become pounds with two decimals, and a heading `amount_pence` becomes `amount_pounds`; dates are
dates. Everything else is text, card numbers and references too: no zero is lost, and no cell is a formula.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from traceback import clear_frames
from typing import Any, BinaryIO

import xlsxwriter
from sqlalchemy import Date, Integer
from xlsxwriter.exceptions import FileCreateError

from paycards.errors import Failed

MOST_ROWS = 1_048_575  # below the heading; Excel's own limit
LONGEST_TEXT = 32_767  # characters of a cell; Excel's own limit
NARROWEST = 12  # characters of a column as it opens
NOTHING_LIVE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
PENCE = "_pence"

Write = Callable[[int, int, Any], object]


def write_workbook(
    columns: Mapping[str, object], several: Iterable[Sequence[Sequence[Any]]], name: str, out: BinaryIO
) -> int:
    """Write rows as a sheet of this name; return their number, the heading not counted.

    `columns` are their names with the type of each; the rows come several at a time. Raises Failed where a
    sheet cannot hold them, OSError where a disk is full.
    """
    with written_at_once(out) as whole, xlsxwriter.Workbook(whole, NOTHING_LIVE) as book:
        sheet = book.add_worksheet(name)
        _write_headings(book, sheet, [_heading(key) for key in columns])
        writers = [_writer(book, sheet, key, type_) for key, type_ in columns.items()]
        count = 0
        for rows in several:
            _require_room(name, count + len(rows))
            for number, row in enumerate(rows, start=count + 1):
                _write_row(number, row, writers)
            count += len(rows)
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    return count


@contextmanager
def written_at_once(out: BinaryIO) -> Iterator[BinaryIO]:
    """Where a workbook is put together before it is written. Raises OSError where a disk is full.

    The library has an error of its own for that, and what it leaves open would go on writing.
    """
    whole = io.BytesIO()
    try:
        yield whole
    except FileCreateError as error:
        of_the_disk: OSError = error.args[0]
        clear_frames(of_the_disk.__traceback__)
        raise of_the_disk from None
    out.write(whole.getbuffer())


def _heading(key: str) -> str:
    return f"{key.removesuffix(PENCE)}_pounds" if key.endswith(PENCE) else key


def _write_headings(book: xlsxwriter.Workbook, sheet: Any, headings: list[str]) -> None:
    bold = book.add_format({"bold": True})
    for place, heading in enumerate(headings):
        sheet.set_column(place, place, max(NARROWEST, len(heading) + 2))
        sheet.write_string(0, place, heading, bold)
    sheet.freeze_panes(1, 0)


def _write_row(number: int, row: Sequence[Any], writers: list[Write]) -> None:
    for place, (write, value) in enumerate(zip(writers, row, strict=True)):
        if value is not None:
            write(number, place, value)


def _require_room(name: str, rows: int) -> None:
    if rows > MOST_ROWS:
        raise Failed(
            f"The export {name} has more rows than a workbook can hold ({MOST_ROWS:,}):"
            " take one council's rows, or CSV."
        )


def _writer(book: xlsxwriter.Workbook, sheet: Any, key: str, type_: object) -> Write:
    """How the cells of a column are written."""
    if key.endswith(PENCE):
        money = book.add_format({"num_format": "#,##0.00"})
        return lambda row, place, pence: sheet.write_number(row, place, Decimal(int(pence)).scaleb(-2), money)
    if isinstance(type_, Date):
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        return lambda row, place, value: sheet.write_datetime(row, place, _date(value), day)
    if isinstance(type_, Integer):
        return lambda row, place, value: sheet.write_number(row, place, int(value))
    text = book.add_format({"num_format": "@"})
    return lambda row, place, value: sheet.write_string(row, place, str(value)[:LONGEST_TEXT], text)


def _date(value: object) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
