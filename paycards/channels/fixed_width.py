"""The fixed-width rows of a file as columns, cut, checked and converted with numpy for all rows at once.

No byte is converted before it is checked. Fields whose values repeat (dates, codes) are proved on
their distinct values only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paycards.channels.cells import (
    BAD_ROWS,
    Bytes,
    Codes,
    Mask,
    Pence,
    arrow_text,
    clock_text,
    columns_of,
    digits_value,
    distinct,
    first_places,
    pounds_value,
)
from paycards.channels.fields import CLOCKS, Field, Part, Value
from paycards.channels.formats import FORMATS, PARTS, read_field
from paycards.channels.lines import not_printable
from paycards.channels.pieces import Pieces
from paycards.errors import FileRefused


class FixedRows:
    """Rows of one width (what a longer row has after it is not seen here)."""

    def __init__(self, pieces: Pieces, width: int) -> None:
        self._pieces = pieces
        self.count = len(pieces.starts)
        self._matrix = _matrix(pieces, width)
        self._good: set[str] = set()
        self._coded: dict[str, tuple[Codes, list[str], list[Value]]] = {}
        self._refuse_unprintable()

    def text(self, field: Field, part: Part | None = None) -> Any:
        """A trimmed `large_string` Arrow array, times as HH:MM:SS; or a part of each timestamp, in London."""
        self.check(field)
        if field.format in CLOCKS:
            return clock_text(self._bytes(field))
        if part:
            places, texts = self.parts(field, part)
            return pa.array(texts, pa.large_string()).take(pa.array(places))
        return pc.ascii_trim(arrow_text(self._bytes(field)), characters=" ")

    def number(self, field: Field) -> Pence:
        """The numbers of a field, as int64."""
        self.check(field)
        if field.format in ("pence", "number"):
            return digits_value(columns_of(self._bytes(field)))
        if field.format == "right justified pounds":
            return pounds_value(columns_of(self._bytes(field)))
        places, _, values = self.codes(field)
        return np.array(values, dtype=np.int64)[places] if values else np.empty(0, np.int64)

    def codes(self, field: Field, letters: tuple[str, ...] = ()) -> tuple[Codes, list[str], list[Value]]:
        """For each row the place of its value; the distinct raw texts; their values."""
        if field.name not in self._coded:
            matrix = self._bytes(field)
            places = distinct(matrix)
            first = first_places(places)
            texts = [matrix[row].tobytes().decode("ascii") for row in first]
            values = [self._value(field, *pair, letters) for pair in zip(first, texts, strict=True)]
            self._coded[field.name] = places, texts, values
        return self._coded[field.name]

    def parts(self, field: Field, part: Part) -> tuple[Codes, list[str]]:
        """For each row the place of this part of its timestamp, in London; the distinct parts."""
        places, _, values = self.codes(field)
        return places, [str(value)[PARTS[part]] for value in values]

    def check(self, field: Field, letters: tuple[str, ...] = ()) -> None:
        """Only check."""
        whole = BAD_ROWS.get(field.format)
        if whole is None:
            self.codes(field, letters)
        elif self.count and field.name not in self._good:
            bad = whole(self._bytes(field))
            if bad is not None:
                self.refuse(bad, field, "cannot be read", FORMATS[field.format].expected)
            self._good.add(field.name)

    def refuse(self, bad: Mask, field: Field, problem: str, expected: str = "") -> None:
        """Raise FileRefused for the first row of the mask, if any."""
        if bad.any():
            row = int(bad.argmax())
            raise FileRefused(
                problem, self._pieces.first_row + row, field.name, self._raw(row, field), expected
            )

    def _raw(self, row: int, field: Field) -> str:
        raw: bytes = self._bytes(field)[row].tobytes()
        return raw.decode("ascii", "backslashreplace")

    def _bytes(self, field: Field) -> Bytes:
        return self._matrix[:, field.span]

    def _value(self, field: Field, row: int, text: str, letters: tuple[str, ...]) -> Value:
        try:
            return read_field(field, text, letters)
        except ValueError as error:
            place = self._pieces.first_row + int(row)
            raise FileRefused("cannot be read", place, field.name, text, str(error)) from error

    def _refuse_unprintable(self) -> None:
        if self.count and (self._matrix.min() < 0x20 or self._matrix.max() > 0x7E):
            bad = (self._matrix < 0x20) | (self._matrix > 0x7E)
            row = int(bad.any(axis=1).argmax())
            place = int(bad[row].argmax())
            raise not_printable(int(self._matrix[row, place]), self._pieces.first_row + row, place + 1)


def _matrix(pieces: Pieces, width: int) -> Bytes:
    """The rows as a matrix of bytes; a view where they lie evenly."""
    count = len(pieces.starts)
    data = np.frombuffer(pieces.data, np.uint8)
    if count == 0:
        return np.empty((0, width), np.uint8)
    first, last = int(pieces.starts[0]), int(pieces.starts[-1])
    step = (last - first) // max(count - 1, 1)
    if count == 1 or (np.diff(pieces.starts) == step).all():
        return np.lib.stride_tricks.as_strided(
            data[first:], (count, width), (max(step, 1), 1), writeable=False
        )
    return np.lib.stride_tricks.sliding_window_view(data, width)[pieces.starts]
