"""A closing office's list, read and checked: one row a customer.

A row is taken whole or not at all: where one cell is wrong, the row is `malformed`, with every fault of
it in one sentence each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from itertools import islice
from numbers import Real
from typing import TYPE_CHECKING

from paycards.closing.office_list import values
from paycards.closing.office_list.columns import NAMES, map_headings
from paycards.closing.office_list.office_list import OfficeList
from paycards.errors import BadRows, Invalid
from paycards.lists.opening import open_sheet
from paycards.lists.sheet import MOST_ROWS, Sheet
from paycards.lists.visible_text import shown
from paycards.reconcile.payments.references import match_form, normalised_form
from paycards.settings.council import Council

if TYPE_CHECKING:
    import pandas as pd

BATCH_ROWS = 5_000  # rows held as Python lists at one time
NOT_ZERO = tuple("123456789")
MOST_REMEMBERED = 10_000
NOT_SAID: dict[str, str | int | None] = {
    "language": "en",
    "large_print": 0,
    "payments_a_year": None,
    "last_paid_on": None,
    "usual_amount": None,
}
SourceRow = tuple[int, list[object]]
Reader = Callable[[object], str | int | None]


def read_office_list(council: Council, name: str, data: bytes, sheet: str | None = None) -> OfficeList:
    """Read a list. Raises BadRows for a file not to be trusted as a whole, Invalid for a sheet of a text."""
    found = open_sheet(name, data, sheet)
    if sheet and not found.is_typed:
        raise Invalid("sheet", "The list is text, and has no sheets: leave the sheet out.")
    if not found.is_typed and data.count(b"\n") + data.count(b"\r") >= MOST_ROWS:
        _require_few(name, open_sheet(name, data))  # of a workbook this is asked when it is opened
    mapping = map_headings(name, found.headings)
    _require_shown(name, found, mapping.places)
    rows = _frame(found, mapping.places, _readers(council))
    return OfficeList(
        name=name,
        sheet=sheet or "",
        sha256=hashlib.sha256(data).hexdigest(),
        rows=rows,
        unused=mapping.unused,
        notes=found.notes,
        data=data,
    )


def source_rows(office_list: OfficeList, wanted: Collection[int]) -> tuple[list[str], Iterator[SourceRow]]:
    """Read the list again: its headings, and the rows of these numbers with their cells as they were."""
    found = open_sheet(office_list.name, office_list.data, office_list.sheet or None)
    return found.headings, ((number, cells) for number, cells in found.rows if number in wanted)


def _require_shown(name: str, sheet: Sheet, places: Mapping[str, int]) -> None:
    """Raise BadRows for a column that counts and that nobody sees in the workbook."""
    hidden = sorted(sheet.headings[place] for place in places.values() if place in sheet.hidden)
    if hidden:
        sentence = f"the column {shown(hidden[0])} is hidden in the workbook: show it, and look at it first"
        raise BadRows(name, [(1, sentence)])


def _require_few(name: str, sheet: Sheet) -> None:
    """Raise BadRows for a list that is too long, before anybody waits until its cells are understood."""
    if any(number > MOST_ROWS and any(map(_holds, cells)) for number, cells in sheet.rows):
        raise BadRows(name, [(MOST_ROWS, f"there are more than {MOST_ROWS} rows: split the list")])


def _readers(council: Council) -> dict[str, Reader]:
    text: dict[str, Reader] = dict.fromkeys(NAMES, values.plain)
    special: dict[str, Reader] = {
        "fund": partial(values.fund, funds=council.funds),
        "language": values.language,
        "large_print": values.yes_or_no,
        "payments_a_year": values.count,
        "last_paid_on": values.day,
        "usual_amount": values.pounds,
    }
    text["account_reference"] = values.reference
    return text | {name: _remembered(read) for name, read in special.items()}


def _remembered(read: Reader) -> Reader:
    """Read a text that stands in many rows once."""
    known: dict[str, str | int | None] = {}

    def remembering(cell: object) -> str | int | None:
        if not isinstance(cell, str):
            return read(cell)
        if cell not in known:
            if len(known) > MOST_REMEMBERED:
                known.clear()
            known[cell] = read(cell)
        return known[cell]

    return remembering


def _frame(sheet: Sheet, places: dict[str, int], readers: dict[str, Reader]) -> pd.DataFrame:
    import pyarrow as pa

    schema = pa.schema(
        [
            ("row_no", pa.int64()),
            *((name, _arrow_type(name)) for name in NAMES),
            *(("match_reference", pa.large_string()), ("normalised_reference", pa.large_string())),
            *(("is_number", pa.int8()), ("may_lack_zeros", pa.int8()), ("fault", pa.large_string())),
        ]
    )
    batches = []
    filled = ((number, cells) for number, cells in sheet.rows if any(map(_holds, cells)))
    while rows := list(islice(filled, BATCH_ROWS)):
        records = [_record(sheet, number, cells, places, readers) for number, cells in rows]
        columns = [
            pa.array(column, each.type)
            for column, each in zip(zip(*records, strict=True), schema, strict=True)
        ]
        batches.append(pa.record_batch(columns, schema))
    frame: pd.DataFrame = pa.Table.from_batches(batches, schema).to_pandas(integer_object_nulls=True)
    return frame.rename(columns={"usual_amount": "usual_amount_pence"}).set_index("row_no")


def _holds(cell: object) -> bool:
    """Whether anything stands in a cell."""
    return bool(cell.strip()) if isinstance(cell, str) else True


def _arrow_type(name: str) -> object:
    import pyarrow as pa

    return pa.int64() if name in ("large_print", "payments_a_year", "usual_amount") else pa.large_string()


def _record(
    sheet: Sheet, number: int, cells: list[object], places: dict[str, int], readers: dict[str, Reader]
) -> tuple[object, ...]:
    found: dict[str, str | int | None] = {**dict.fromkeys(NAMES, ""), **NOT_SAID}
    faults = [sheet.faults[number]] if number in sheet.faults else []
    faults += _wrong_width(cells, sheet.headings)
    for name, place in places.items():
        try:
            if (number, place) in sheet.odd_cells:
                raise ValueError(sheet.odd_cells[number, place])
            found[name] = readers[name](_cell(cells, place))
        except ValueError as error:
            faults.append(f"{name} {error}")
    reference = str(found["account_reference"])
    is_number = isinstance(_cell(cells, places["account_reference"]), Real)
    may_lack_zeros = reference[:1] in NOT_ZERO  # a spreadsheet takes them away on the way from list to list
    forms = (match_form(reference), normalised_form(reference))
    return number, *found.values(), *forms, int(is_number), int(may_lack_zeros), "; ".join(faults)


def _cell(cells: list[object], place: int) -> object:
    return cells[place] if place < len(cells) else ""


def _wrong_width(cells: list[object], headings: list[str]) -> Iterator[str]:
    """A row of another width has lost or won a comma, and its cells stand under the wrong headings.

    Cells that a spreadsheet leaves out at the end, or adds empty, mean nothing.
    """
    if len(cells) < len(headings):
        yield f"there are {len(cells)} fields, and {len(headings)} headings: quote a field that holds a comma"
    elif any(cell != "" for cell in cells[len(headings) :]):
        yield f"there are more fields than the {len(headings)} headings: quote a field that holds a comma"
