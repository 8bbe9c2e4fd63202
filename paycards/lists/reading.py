"""Lists that a council hands over: CSV in UTF-8 with a header, RFC 4180, read strictly.

Everything is read as text and checked before it is converted. Rows are numbered as a
spreadsheet shows them: the header is row 1. A fault is a row number and a sentence that says
what is wrong and what should stand there.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paycards.errors import BadRows, UsageError

if TYPE_CHECKING:
    import pandas as pd

Fault = tuple[int, str]
SHOWN_CHARACTERS = 40
BATCH_ROWS = 5_000  # rows held as Python lists at one time
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Check:
    """What every value of a column must be: `good` gives one bool a value, `expected` says it in words."""

    column: str
    good: Callable[[pd.Series[Any]], pd.Series[bool]]
    expected: str
    shown: Callable[[str], str] = lambda value: repr(value[:SHOWN_CHARACTERS])


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file in hand. Raises UsageError if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"The file {path} cannot be read: {error.strerror}.") from error


def read_list(name: str, data: bytes, columns: tuple[str, ...]) -> tuple[pd.DataFrame, list[Fault]]:
    """Read a list: a frame of text with exactly `columns`, its index the row numbers; and its faults.

    Rows with another number of fields are faults and not in the frame. Empty lines at the very end
    are no rows. Raises BadRows for what leaves no row to be trusted: not UTF-8, another header,
    broken quoting.
    """
    import pyarrow as pa

    rows = _rows(name, decode(name, data).rstrip("\r\n"))
    if tuple(next(rows, (1, []))[1]) != columns:
        raise BadRows(
            name, [(1, f"the header is not {','.join(columns)}: name exactly these, in this order")]
        )
    schema = pa.schema([("row", pa.int64()), *((column, pa.large_string()) for column in columns)])
    batches, faults = [], []
    while batch := list(islice(rows, BATCH_ROWS)):
        faults += [_wrong_width(*row, len(columns)) for row in batch if len(row[1]) != len(columns)]
        good = [(number, *fields) for number, fields in batch if len(fields) == len(columns)]
        arrays = [
            pa.array(values, each.type) for values, each in zip(zip(*good, strict=True), schema, strict=False)
        ]
        batches += [pa.record_batch(arrays, schema)] if good else []
    frame: pd.DataFrame = pa.Table.from_batches(batches, schema).to_pandas()
    return frame.astype(dict.fromkeys(columns, "str")).set_index("row"), faults


def decode(name: str, data: bytes) -> str:
    """Return the text of a list in UTF-8, with a byte order mark or without. Raises BadRows if it is none."""
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        sentence = f"byte {data[error.start]:#04x} is not UTF-8: save the list as CSV in UTF-8"
        raise BadRows(name, [(line, sentence)]) from error


def _rows(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            yield number, fields
    except csv.Error as error:
        sentence = f"the quoting is broken ({error}): double each quote inside a quoted field, and close it"
        raise BadRows(name, [(number + 1, sentence)]) from error


def _wrong_width(number: int, fields: list[str], width: int) -> Fault:
    what = f"there are {len(fields)} fields" if fields else "the row is empty"
    return number, f"{what}: there must be {width}; quote a field that holds a comma"


def find_faults(frame: pd.DataFrame, checks: Iterable[Check]) -> list[Fault]:
    """Return a fault for each value that fails its check."""
    return [fault for check in checks for fault in _failing(frame[check.column], check)]


def _failing(column: pd.Series[Any], check: Check) -> Iterable[Fault]:
    bad = column[~check.good(column)]
    for number, value in zip(bad.index.tolist(), bad.tolist(), strict=True):
        yield number, f"{check.column} is {check.shown(value)}: it must be {check.expected}"


def find_repeats(frame: pd.DataFrame, key: list[str], what: str) -> list[Fault]:
    """Return a fault for each row whose key an earlier row has."""
    repeated = frame.duplicated(key, keep=False)
    first: dict[tuple[str, ...], int] = {}
    return [
        (int(row[0]), f"{what} is that of row {earlier}: leave one of the two out")
        for row in frame.loc[repeated, key].itertuples(name=None)
        if (earlier := first.setdefault(row[1:], int(row[0]))) != row[0]
    ]


def refuse(name: str, faults: Iterable[Fault], *, skip_bad: bool) -> tuple[Fault, ...]:
    """Return the faults in order of their rows. Raises BadRows with all of them unless they are skipped."""
    ordered = tuple(sorted(faults))
    if ordered and not skip_bad:
        raise BadRows(name, list(ordered))
    return ordered


def row_numbers(faults: Iterable[Fault]) -> list[int]:
    """Return the numbers of the rows that have a fault, each once."""
    return sorted({number for number, _ in faults})


def one_of(values: Collection[str]) -> Callable[[pd.Series[Any]], pd.Series[bool]]:
    """Make a test: the value is one of these."""
    return lambda column: column.isin(list(values))


def matches(pattern: str) -> Callable[[pd.Series[Any]], pd.Series[bool]]:
    """Make a test: the whole value matches."""
    return lambda column: column.str.fullmatch(pattern).astype(bool)


def is_date_or_empty(column: pd.Series[Any]) -> pd.Series[bool]:
    """Test for a real date as YYYY-MM-DD, or nothing."""
    return column.isin([text for text in column.unique() if text == "" or _is_date(text)])


def _is_date(text: str) -> bool:
    try:
        return bool(ISO_DATE.fullmatch(text) and dt.date.fromisoformat(text))
    except ValueError:
        return False


def date_or_none(column: pd.Series[Any]) -> pd.Series[Any]:
    """Turn checked dates into what a date column takes: ISO text, or None."""
    return column.astype(object).where(column != "", None)
