"""The rows of a CSV file as columns: split by Arrow, all text, checked before anything is converted."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from paycards.channels.cells import Codes, Mask, Pence
from paycards.channels.cutting import END_OF_FILE, Pieces
from paycards.channels.fields import Field, Record
from paycards.channels.formats import CLOCKS, FORMATS, PARTS, Part, Value, iso_date
from paycards.channels.records import split_delimited
from paycards.errors import FileRefused

QUOTE, COMMA, RETURN, FEED = b'",\r\n'
CONTROLS = bytes(set(range(0x20)) - {RETURN, FEED} | {0x7F})
CONTROL = re.compile(b"[%s]|\r(?=[^\n])" % re.escape(CONTROLS))
MAY_STAND_OUTSIDE = np.isin(np.arange(256), (COMMA, QUOTE, RETURN, FEED))  # next to a field's quotes


class DelimitedRows:
    """Rows of CSV, each with the fields of the record."""

    def __init__(self, pieces: Pieces, record: Record) -> None:
        self._first_row = pieces.first_row
        self._names = [field.name for field in record.fields]
        self.count = len(pieces.starts)
        _refuse_empty_lines(pieces)
        _refuse_bad_text(pieces)
        _refuse_odd_quotes(pieces)
        self._table = _table(pieces, self._names)
        self._good: set[str] = set()

    def text(self, field: Field, part: Part | None = None) -> Any:
        """A trimmed `large_string` Arrow array, times as HH:MM:SS; or a part of each timestamp."""
        self.check(field)
        column = self._column(field).cast(pa.large_string())
        if field.format in CLOCKS:
            return _clock_text(column, field.format)
        return _sliced(column, PARTS[part]) if part else pc.utf8_trim(column, characters=" ")

    def number(self, field: Field) -> Pence:
        """The numbers of a field, as int64; pounds become pence."""
        self.check(field)
        whole = pc.replace_substring(self._column(field), ".", "")
        return np.asarray(whole.cast(pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)

    def codes(self, field: Field, letters: tuple[str, ...] = ()) -> tuple[Codes, list[str], list[Value]]:
        """For each row the place of its value; the distinct raw texts; their values."""
        coded = self._column(field).dictionary_encode()
        places = np.asarray(coded.indices, dtype=np.int64)
        texts = coded.dictionary.to_pylist()
        return places, texts, [self._value(field, text, letters) for text in texts]

    def parts(self, field: Field, part: Part) -> tuple[Codes, list[str]]:
        """For each row the place of this part of its timestamp; the distinct parts."""
        self.check(field)
        return self._parts(field, part)

    def check(self, field: Field, letters: tuple[str, ...] = ()) -> None:
        """Only check."""
        if field.format == "text":
            return  # that it is printable is proved for the whole file
        if field.format not in FORMATS:
            self.codes(field, letters)
        elif field.name not in self._good:
            form = FORMATS[field.format]
            bad = ~np.asarray(
                pc.match_substring_regex(self._column(field), f"^(?:{form.pattern})$"), dtype=np.bool_
            )
            if field.format == "timestamp":
                places, dates = self._parts(field, "date")
                bad |= np.array([not _is_real(date) for date in dates], dtype=np.bool_)[places]
            self.refuse(bad, field, "cannot be read", form.expected)
            self._good.add(field.name)

    def _parts(self, field: Field, part: Part) -> tuple[Codes, list[str]]:
        coded = _sliced(self._column(field), PARTS[part]).dictionary_encode()
        return np.asarray(coded.indices, dtype=np.int64), coded.dictionary.to_pylist()

    def refuse(self, bad: Mask, field: Field, problem: str, expected: str = "") -> None:
        """Raise FileRefused for the first row of the mask, if any."""
        if bad.any():
            row = int(bad.argmax())
            text = self._column(field)[row].as_py()
            raise FileRefused(problem, self._first_row + row, field.name, text, expected)

    def _column(self, field: Field) -> Any:
        return self._table[self._names.index(field.name)]

    def _value(self, field: Field, text: str, letters: tuple[str, ...]) -> Value:
        try:
            return field.read(text, letters)
        except ValueError as error:
            same = np.asarray(pc.equal(self._column(field), text), dtype=np.bool_)
            row = self._first_row + int(same.argmax())
            raise FileRefused("cannot be read", row, field.name, text, str(error)) from error


def _sliced(column: Any, part: slice) -> Any:
    return pc.utf8_slice_codeunits(column, part.start, part.stop)


def _clock_text(column: Any, form: str) -> Any:
    """HH:MM:SS of times already checked; without seconds they are 00."""
    pairs = [pc.utf8_slice_codeunits(column, place, place + 2) for place in range(0, len(form), 2)]
    seconds = pairs[2:] or [pa.scalar("00", pa.large_string())]
    return pc.binary_join_element_wise(*pairs[:2], *seconds, pa.scalar(":", pa.large_string()))


def _is_real(date: str) -> bool:
    try:
        iso_date(date[:4], date[5:7], date[8:10])
    except ValueError:
        return False
    return True


def _table(pieces: Pieces, names: list[str]) -> list[Any]:
    """One Arrow string array for each field."""
    if not len(pieces.starts):
        return [pa.array([], pa.string()) for _ in names]
    first, last = pieces.region
    try:
        table = csv.read_csv(
            io.BytesIO(pieces.data[first:last] + b"\n"),
            read_options=csv.ReadOptions(column_names=names),
            parse_options=csv.ParseOptions(ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        _refuse_wrong_width(pieces, len(names))
        raise FileRefused("the rows cannot be read as CSV") from error
    if table.num_rows != len(pieces.starts):
        raise FileRefused("the rows cannot be read as CSV")
    return [column.combine_chunks() for column in table.columns]


def _refuse_wrong_width(pieces: Pieces, width: int) -> None:
    for row in range(len(pieces.starts)):
        number = pieces.first_row + row
        found = len(split_delimited(pieces.row(row), number))
        if found != width:
            raise FileRefused("the number of fields is wrong", number, "", str(found), str(width))


def _refuse_empty_lines(pieces: Pieces) -> None:
    empty = pieces.lengths == 0
    if empty.any():
        number = pieces.first_row + int(empty.argmax())
        raise FileRefused("an empty line stands between the rows", number)


def _refuse_bad_text(pieces: Pieces) -> None:
    """Control characters have no place in a field; nor has anything that is not UTF-8."""
    data = pieces.data.removesuffix(END_OF_FILE)  # one was settled when the file was cut
    lone = b"\r" in data and data.count(b"\r") > data.count(b"\r\n")
    if lone or len(data.translate(None, CONTROLS)) < len(data):  # no search in a good file
        found = CONTROL.search(data)
        if found:
            byte = found.start()
            raise FileRefused("a control character", _record_at(pieces, byte), "", f"byte {byte + 1}")
    if data.isascii():
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _record_at(pieces, error.start)
        raise FileRefused("the text is not UTF-8", place, "", f"byte {error.start + 1}") from error


def _record_at(pieces: Pieces, byte: int) -> int:
    return pieces.data[:byte].count(b"\n") + 1


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
