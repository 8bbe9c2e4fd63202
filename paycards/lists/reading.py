"""Lists that a council hands over, with a fixed header, read strictly: text, or an Excel workbook of text.

Everything is read as text and checked before it is converted. Rows are numbered as a spreadsheet shows them:
the header is row 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from paycards.errors import BadRows, UsageError
from paycards.lists.checks import Cell, Fault
from paycards.lists.opening import open_sheet
from paycards.lists.plain_rows import plain_rows
from paycards.lists.sheet import Sheet
from paycards.lists.text_rows import texts_of
from paycards.lists.visible_text import shown

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

BATCH_ROWS = 5_000  # rows held as Python lists at one time
MOST_BYTES = 500_000_000
LONGEST_NAME = 200
NO_ROWS = "there are no rows in it: a list without any is not loaded"


@dataclass(frozen=True)
class ListRead:
    """`rows` is a frame of text with exactly the columns asked for, its index the row numbers.

    `faults` are rows of another width, which are not in it, and cells of a workbook that are not text. These
    cells are `told`, and empty in `rows`: nothing more is said of them.
    """

    rows: pd.DataFrame
    faults: list[Fault]
    notes: tuple[str, ...]
    told: frozenset[Cell] = frozenset()


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file in hand. Raises UsageError if it cannot be read, or has no end."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"The file {shown(str(path), LONGEST_NAME)} cannot be read: {error.strerror}."
        ) from error
    if len(data) > MOST_BYTES:
        most = f"{MOST_BYTES // 1_000_000:,} MB"
        raise UsageError(f"The file {shown(str(path), LONGEST_NAME)} has more than {most}: split it.")
    return data


def list_name(path: Path) -> str:
    """The name of a list as it is shown and kept: no character in it does anything to a terminal."""
    return shown(path.name, LONGEST_NAME)


def read_list(name: str, data: bytes, columns: tuple[str, ...]) -> ListRead:
    """Read a list with exactly `columns`, in this order.

    Raises BadRows for what leaves no row to be trusted: another encoding or header, broken quoting, a damaged
    workbook, no rows.
    """
    plain = plain_rows(data, columns)
    if plain is not None:
        return ListRead(_frame(plain, columns, range(2, len(plain) + 2)), [], ())
    return _read_sheet(name, open_sheet(name, data), columns)


def _read_sheet(name: str, sheet: Sheet, columns: tuple[str, ...]) -> ListRead:
    import pyarrow as pa

    _require_header(name, sheet, columns)
    schema = pa.schema([("row", pa.int64()), *((column, pa.large_string()) for column in columns)])
    batches: list[pa.RecordBatch] = []
    faults: list[Fault] = []
    told: set[Cell] = set()
    while batch := list(islice(sheet.rows, BATCH_ROWS)):
        texts = texts_of(sheet, batch, columns)
        faults += texts.faults
        told |= texts.wrong
        by_column = zip(*texts.rows, strict=True)
        arrays = [pa.array(values, each.type) for values, each in zip(by_column, schema, strict=False)]
        batches += [pa.record_batch(arrays, schema)] if texts.rows else []
    if not batches and not faults:
        raise BadRows(name, [(1, NO_ROWS)])
    rows = pa.Table.from_batches(batches, schema)
    frame = _frame(rows.drop(["row"]), columns, rows["row"].to_pylist())
    return ListRead(frame, faults, sheet.notes, frozenset(told))


def _frame(rows: pa.Table, columns: tuple[str, ...], numbers: Sequence[int]) -> pd.DataFrame:
    """Make a frame of text, its index the row numbers."""
    import pandas as pd

    frame: pd.DataFrame = rows.to_pandas().astype(dict.fromkeys(columns, "str"))
    frame.index = pd.Index(list(numbers), name="row", dtype="int64")
    return frame


def _first_wrong(headings: Sequence[str], columns: Sequence[str]) -> str:
    """Say where the headings are first not as they must be."""
    if not any(headings):
        return "there is none, the first row is empty"
    for place, (found, wanted) in enumerate(zip_longest(headings, columns), 1):
        if wanted is None:
            return f"column {place} is one too many: '{shown(found)}'"
        if found is None:
            return f"column {place}, {wanted}, is missing"
        if found != wanted:
            return f"column {place} is '{shown(found)}' and must be {wanted}"
    return ""


def _require_header(name: str, sheet: Sheet, columns: tuple[str, ...]) -> None:
    headings = sheet.headings
    while sheet.is_typed and headings and headings[-1] == "":
        headings = headings[:-1]
    if tuple(headings) != columns:
        asked = f"the header is not {','.join(columns)}: name exactly these, in this order"
        raise BadRows(name, [(1, f"{asked}; {_first_wrong(headings, columns)}")])
    unseen = [columns[place] for place in sorted(sheet.hidden) if place < len(columns)]
    if unseen:
        raise BadRows(
            name, [(1, f"the column {unseen[0]} is hidden in the workbook: show it, and look at it")]
        )
