"""Split the rows of a CSV file by Arrow, once it is proved that every parser would split them alike.

That is: they are UTF-8 without control characters, no row is longer than its fields may be, and a quote
stands only where RFC 4180 has one.
"""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import csv

from paycards.channels.fields import Record
from paycards.channels.lines import split_delimited, too_long
from paycards.channels.pieces import MIXED, Pieces
from paycards.errors import FileRefused

QUOTE, COMMA, RETURN, FEED = b'",\r\n'
CONTROLS = bytes(set(range(0x20)) - {FEED} | {0x7F})
CONTROL = re.compile(b"[%s]" % re.escape(CONTROLS))
MAY_STAND_OUTSIDE = np.isin(np.arange(256), (COMMA, QUOTE, RETURN, FEED))  # next to a field's quotes


def csv_columns(pieces: Pieces, record: Record) -> list[Any]:
    """One Arrow string array for each field of the rows. Raises FileRefused."""
    for number, line in (*enumerate(pieces.head, 1), *enumerate(pieces.tail, pieces.first_tail)):
        _refuse_control(line, number)
    if not len(pieces.starts):
        return [pa.array([], pa.string()) for _ in record.fields]
    first, last = pieces.region
    text = pieces.data[first:last]
    _refuse_bad_text(pieces, text)
    _refuse_empty_lines(pieces)
    _refuse_long_rows(pieces, record)
    _refuse_odd_quotes(pieces)
    return _split(pieces, text, record)


def _split(pieces: Pieces, text: bytes, record: Record) -> list[Any]:
    names = [field.name for field in record.fields]
    try:
        table = csv.read_csv(
            io.BytesIO(text + b"\n"),
            read_options=csv.ReadOptions(column_names=names),
            parse_options=csv.ParseOptions(ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        _explain(pieces, record)
        raise FileRefused("the rows cannot be read as CSV") from error
    if table.num_rows != len(pieces.starts):
        _explain(pieces, record)
        raise FileRefused("the rows cannot be read as CSV")
    return [column.combine_chunks() for column in table.columns]


def _explain(pieces: Pieces, record: Record) -> None:
    """Raise FileRefused for the first row that is the reason why the rows are no table."""
    for row in range(len(pieces.starts)):
        number, line = pieces.first_row + row, pieces.row(row)
        if b"\n" in line:
            raise FileRefused(MIXED, number)
        texts = split_delimited(line, number)
        _refuse_long(record, texts, number)
        if len(texts) != len(record.fields):
            raise FileRefused(
                "the number of fields is wrong", number, "", str(len(texts)), str(len(record.fields))
            )


def _refuse_long(record: Record, texts: list[str], number: int) -> None:
    for field, text in zip(record.fields, texts, strict=False):
        if len(text) > field.longest:
            raise too_long(field.name, field.longest, text, number)


def _refuse_long_rows(pieces: Pieces, record: Record) -> None:
    """Before anything is split: a row that no fields within their limits can fill."""
    most = sum(8 * field.longest + 3 for field in record.fields)  # four bytes a character, each perhaps twice
    if len(pieces.starts) and pieces.lengths.max() > most:
        row = int(pieces.lengths.argmax())
        number = pieces.first_row + row
        _refuse_long(record, split_delimited(pieces.row(row), number), number)
        raise FileRefused(
            "the row is too long", number, "", f"{pieces.lengths[row]} bytes", f"at most {most}"
        )


def _refuse_empty_lines(pieces: Pieces) -> None:
    empty = pieces.lengths == 0
    if empty.any():
        number = pieces.first_row + int(empty.argmax())
        raise FileRefused("an empty line stands between the rows", number)


def _refuse_bad_text(pieces: Pieces, text: bytes) -> None:
    """Control characters have no place in a field; nor has anything that is not UTF-8."""
    end = int(pieces.lengths[0])
    returns = len(pieces.starts) - 1 if text[end : end + 1] == b"\r" else 0  # those of the line ends
    if len(text) - len(text.translate(None, CONTROLS)) != returns:  # no search in a good file
        for number, line in enumerate(text.split(b"\n"), pieces.first_row):
            _refuse_control(line.removesuffix(b"\r"), number)
    if text.isascii():
        return
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        row = pieces.first_row + text.count(b"\n", 0, error.start)
        place = error.start - text.rfind(b"\n", 0, error.start)
        raise FileRefused("the text is not UTF-8", row, "", f"byte {place} of the line") from error


def _refuse_control(line: bytes, number: int) -> None:
    found = CONTROL.search(line)
    if found:
        byte = f"byte {line[found.start()]:02X} at position {found.end()}"
        raise FileRefused("a control character", number, "", byte)


def _refuse_odd_quotes(pieces: Pieces) -> None:
    """Quotes open right after a comma or line start, close right before one, both on one line."""
    first, last = pieces.region
    data = np.frombuffer(pieces.data, np.uint8)[first:last]
    quotes = np.flatnonzero(data == QUOTE)
    if not len(quotes):
        return
    row = np.searchsorted(pieces.starts - first, quotes, side="right") - 1
    count = np.bincount(row, minlength=len(pieces.starts))
    odd = count % 2 == 1
    if odd.any():
        number = pieces.first_row + int(odd.argmax())
        raise FileRefused("a quoted field does not end on its line", number)
    opens = np.arange(len(quotes)) % 2 == 0  # every line holds an even number of quotes
    outside = np.where(opens, quotes - 1, quotes + 1)
    within = (outside >= 0) & (outside < len(data))  # before the first row and after the last is an end
    bad = within & ~MAY_STAND_OUTSIDE[data[outside * within]]
    if bad.any():
        raise FileRefused("a quote stands inside a field", pieces.first_row + int(row[bad.argmax()]))
