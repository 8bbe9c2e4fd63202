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
from paycards.channels.fields import CLOCKS, DATES, SPECIAL_FORMATS, Field, Part, Record, Value
from paycards.channels.formats import FORMATS, PARTS, read_field
from paycards.channels.lines import split_delimited
from paycards.channels.pieces import END_OF_FILE, MIXED, Pieces
from paycards.channels.records import refuse_long, too_long
from paycards.channels.timestamps import in_london
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
        _refuse_bad_text(pieces)
        _refuse_empty_lines(pieces)
        _refuse_long_rows(pieces, record)
        _refuse_odd_quotes(pieces)
        self._table = _table(pieces, record)
        self._good: set[str] = set()
        self._coded: dict[str, tuple[Codes, list[str], list[Value]]] = {}
        self._local: dict[str, Any] = {}  # timestamps as the time in London
        for field in record.fields:
            self._refuse_long(field)

    def text(self, field: Field, part: Part | None = None) -> Any:
        """A trimmed `large_string` Arrow array, times as HH:MM:SS; or a part of each timestamp, in London."""
        self.check(field)
        if part:
            return pc.utf8_slice_codeunits(self._local[field.name], PARTS[part].start, PARTS[part].stop)
        column = self._column(field).cast(pa.large_string())
        return _clock_text(column) if field.format in CLOCKS else pc.utf8_trim(column, characters=" ")

    def number(self, field: Field) -> Pence:
        """The numbers of a field, as int64; pounds become pence."""
        self.check(field)
        if field.format.startswith("right justified"):
            places, _, values = self.codes(field)
            return np.array(values, dtype=np.int64)[places] if values else np.empty(0, np.int64)
        whole = pc.replace_substring(self._column(field), ".", "")
        return np.asarray(whole.cast(pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)

    def codes(self, field: Field, letters: tuple[str, ...] = ()) -> tuple[Codes, list[str], list[Value]]:
        """For each row the place of its value; the distinct raw texts; their values."""
        if field.name not in self._coded:
            places, texts = _coded(self._column(field))
            self._coded[field.name] = places, texts, [self._value(field, text, letters) for text in texts]
        return self._coded[field.name]

    def parts(self, field: Field, part: Part) -> tuple[Codes, list[str]]:
        """For each row the place of this part of its timestamp, in London; the distinct parts."""
        return _coded(self.text(field, part))

    def check(self, field: Field, letters: tuple[str, ...] = ()) -> None:
        """Only check."""
        if field.name in self._good or field.format == "text":
            return  # that text is printable is proved for the whole file
        if field.format in (*SPECIAL_FORMATS, *DATES):
            self.codes(field, letters)
        else:
            self._check_pattern(field)
        self._good.add(field.name)

    def refuse(self, bad: Mask, field: Field, problem: str, expected: str = "") -> None:
        """Raise FileRefused for the first row of the mask, if any."""
        if bad.any():
            row = int(bad.argmax())
            text = self._column(field)[row].as_py()
            raise FileRefused(problem, self._first_row + row, field.name, text, expected)

    def _check_pattern(self, field: Field) -> None:
        form = FORMATS[field.format]
        good = pc.match_substring_regex(self._column(field), f"^(?:{form.pattern})$")
        self.refuse(~np.asarray(good, dtype=np.bool_), field, "cannot be read", form.expected)
        if field.format == "timestamp":
            local, bad = in_london(self._column(field))
            self.refuse(bad, field, "cannot be read", form.expected)
            self._local[field.name] = local

    def _refuse_long(self, field: Field) -> None:
        column = self._column(field)
        most = pc.max(pc.binary_length(column)).as_py() or 0
        if most > field.longest:  # bytes: a character may have four
            long = np.asarray(pc.greater(pc.utf8_length(column), field.longest), dtype=np.bool_)
            if long.any():
                row = int(long.argmax())
                raise too_long(field, column[row].as_py(), self._first_row + row)

    def _column(self, field: Field) -> Any:
        return self._table[self._names.index(field.name)]

    def _value(self, field: Field, text: str, letters: tuple[str, ...]) -> Value:
        try:
            return read_field(field, text, letters)
        except ValueError as error:
            same = np.asarray(pc.equal(self._column(field), text), dtype=np.bool_)
            row = self._first_row + int(same.argmax())
            raise FileRefused("cannot be read", row, field.name, text, str(error)) from error


def _coded(column: Any) -> tuple[Codes, list[str]]:
    coded = column.dictionary_encode()
    return np.asarray(coded.indices, dtype=np.int64), coded.dictionary.to_pylist()


def _clock_text(column: Any) -> Any:
    """HH:MM:SS of times already checked; without seconds they are 00."""
    width = pc.max(pc.binary_length(column)).as_py() or 0
    pairs = [pc.utf8_slice_codeunits(column, place, place + 2) for place in range(0, width, 2)]
    seconds = pairs[2:] or [pa.scalar("00", pa.large_string())]
    return pc.binary_join_element_wise(*pairs[:2], *seconds, pa.scalar(":", pa.large_string()))


def _table(pieces: Pieces, record: Record) -> list[Any]:
    """One Arrow string array for each field."""
    names = [field.name for field in record.fields]
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
        refuse_long(record, texts, number)
        if len(texts) != len(record.fields):
            raise FileRefused(
                "the number of fields is wrong", number, "", str(len(texts)), str(len(record.fields))
            )


def _refuse_long_rows(pieces: Pieces, record: Record) -> None:
    """Before anything is split: a row that no fields within their limits can fill."""
    most = sum(8 * field.longest + 3 for field in record.fields)  # four bytes a character, each perhaps twice
    if len(pieces.starts) and pieces.lengths.max() > most:
        row = int(pieces.lengths.argmax())
        number = pieces.first_row + row
        refuse_long(record, split_delimited(pieces.row(row), number), number)
        raise FileRefused("the row is too long", number, "", f"{pieces.lengths[row]} bytes", f"at most {most}")


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
