"""The rows of a CSV file as columns: all text, checked for all rows at once before anything is converted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paycards.channels.cells import Codes, Mask, Pence
from paycards.channels.csv_columns import csv_columns
from paycards.channels.fields import CLOCKS, DATES, SPECIAL_FORMATS, Field, Part, Record, Value
from paycards.channels.formats import FORMATS, PARTS, read_field
from paycards.channels.lines import too_long
from paycards.channels.pieces import Pieces
from paycards.channels.timestamps import in_london
from paycards.errors import FileRefused


class DelimitedRows:
    """Rows of CSV, each with the fields of the record."""

    def __init__(self, pieces: Pieces, record: Record) -> None:
        self._first_row = pieces.first_row
        self._names = [field.name for field in record.fields]
        self.count = len(pieces.starts)
        self._table = csv_columns(pieces, record)
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
                raise too_long(field.name, field.longest, column[row].as_py(), self._first_row + row)

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
