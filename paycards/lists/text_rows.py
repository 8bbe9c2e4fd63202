"""The rows of a list as text. A workbook says what it took each cell for; a list of text does not.

In a workbook a whole number is good in a column of pence, a date in a column of dates. Anywhere else a number
has lost what text had: Excel takes zeros away from the front, and rounds what has more than 15 digits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from numbers import Real

from paycards.counted import counted
from paycards.lists.checks import Cell, Fault
from paycards.lists.sheet import Sheet
from paycards.lists.typed_cells import AS_TEXT, EXACT_DIGITS, date_text, number_text

TextRow = tuple[object, ...]  # the row number, then a text for each column


@dataclass(frozen=True)
class Texts:
    """`rows` have a text for each column, `faults` are what is wrong with these and with the others.

    `wrong` are the cells of a workbook that have no text: one of `faults` tells of each.
    """

    rows: list[TextRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    wrong: set[Cell] = field(default_factory=set)


def texts_of(sheet: Sheet, rows: Iterable[tuple[int, list[object]]], columns: tuple[str, ...]) -> Texts:
    """Turn rows into text, and say what is wrong with them."""
    texts = Texts()
    for number, stored in rows:
        cells = _typed(sheet, number, stored, columns, texts) if sheet.is_typed else stored
        if len(cells) == len(columns):
            texts.rows.append((number, *cells))
        else:
            texts.faults.append(_wrong_width(number, cells, len(columns)))
    return texts


def _typed(
    sheet: Sheet, number: int, cells: list[object], columns: tuple[str, ...], into: Texts
) -> list[object]:
    """Return the cells of a workbook's row as text; what is wrong with the row and with each goes `into`."""
    if number in sheet.faults:
        into.faults.append((number, sheet.faults[number]))
    while len(cells) > len(columns) and cells[-1] == "":
        cells = cells[:-1]
    texts: list[object] = []
    for place, (column, cell) in enumerate(zip(columns, cells, strict=False)):
        try:
            if (number, place) in sheet.odd_cells:
                raise ValueError(sheet.odd_cells[number, place])
            texts.append(_text(column, cell))
        except ValueError as error:
            into.faults.append((number, f"{column} {error}"))
            into.wrong.add((number, column))
            texts.append("")
    return texts + cells[len(columns) :]


def _text(column: str, cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, dt.date) and column.endswith("_on"):
        return date_text(cell)
    if column.endswith("_pence") and isinstance(cell, Real) and not isinstance(cell, bool):
        text = number_text(cell)
        if text.removeprefix("-").isdigit() and len(text) <= EXACT_DIGITS:
            return text
        if text.removeprefix("-").isdigit():
            raise ValueError(f"has more than the {EXACT_DIGITS} digits that Excel keeps of a number")
        raise ValueError(f"is {text[:EXACT_DIGITS]} in Excel: it must be whole pence")
    raise ValueError(f"is {_kind(cell)} in Excel, and no longer what was typed: {AS_TEXT}")


def _kind(cell: object) -> str:
    if isinstance(cell, bool):
        return "TRUE or FALSE"
    if isinstance(cell, Real):
        return "a number"
    return "a date" if isinstance(cell, dt.date) else "a time"


def _wrong_width(number: int, cells: list[object], width: int) -> Fault:
    be = "is" if len(cells) == 1 else "are"
    what = f"there {be} {counted(len(cells), 'field')}" if cells else "the row is empty"
    return number, f"{what}: there must be {width}; quote a field that holds a comma"
