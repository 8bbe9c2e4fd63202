"""The fixed-width rows of a file as columns, cut, checked and converted with numpy for all rows at once.

No byte is converted before it is checked. Fields whose values repeat (dates, codes) are proved on
their distinct values only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from paycards.channels.cutting import Pieces
from paycards.channels.formats import FORMATS, Value
from paycards.channels.layout import Field
from paycards.channels.records import not_printable
from paycards.errors import FileRefused

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Pence = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int64]
SPACE, MINUS, POINT, ZERO = b" -.0"


class Rows(Protocol):
    """The rows of a file; each call checks its field and may raise FileRefused."""

    count: int

    def text(self, field: Field) -> Any:
        """A trimmed `large_string` Arrow array."""

    def number(self, field: Field) -> Pence:
        """The numbers of a field, as int64."""

    def codes(self, field: Field, letters: tuple[str, ...] = ()) -> tuple[Codes, list[str], list[Value]]:
        """For each row the place of its value; the distinct raw texts; their values."""

    def check(self, field: Field, letters: tuple[str, ...] = ()) -> None:
        """Only check."""

    def refuse(self, bad: Mask, field: Field, problem: str, expected: str = "") -> None:
        """Raise FileRefused for the first row of the mask, if any."""


class FixedRows:
    """Rows of one width (what a longer row has after it is not seen here)."""

    def __init__(self, pieces: Pieces, width: int) -> None:
        self._pieces = pieces
        self.count = len(pieces.starts)
        self._matrix = _matrix(pieces, width)
        self._good: set[str] = set()
        self._coded: dict[str, tuple[Codes, list[str], list[Value]]] = {}
        self._refuse_unprintable()

    def text(self, field: Field) -> Any:
        """A trimmed `large_string` Arrow array."""
        self.check(field)
        return pc.ascii_trim(arrow_text(self._bytes(field)), characters=" ")

    def number(self, field: Field) -> Pence:
        """The numbers of a field, as int64."""
        self.check(field)
        if field.format in ("pence", "number"):
            return _digits_value(_columns(self._bytes(field)))
        if field.format == "right justified pounds":
            return _pounds_value(_columns(self._bytes(field)))
        places, _, values = self.codes(field)
        return np.array(values, dtype=np.int64)[places] if values else np.empty(0, np.int64)

    def codes(self, field: Field, letters: tuple[str, ...] = ()) -> tuple[Codes, list[str], list[Value]]:
        """For each row the place of its value; the distinct raw texts; their values."""
        if field.name not in self._coded:
            matrix = self._bytes(field)
            places = _distinct(matrix)
            first = _first_places(places)
            texts = [matrix[row].tobytes().decode("ascii") for row in first]
            values = [self._value(field, *pair, letters) for pair in zip(first, texts, strict=True)]
            self._coded[field.name] = places, texts, values
        return self._coded[field.name]

    def check(self, field: Field, letters: tuple[str, ...] = ()) -> None:
        """Only check."""
        whole = _WHOLE.get(field.format)
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
            return field.read(text, letters)
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


def arrow_text(matrix: Bytes) -> Any:
    """A matrix of ASCII bytes as an Arrow `large_string` array, one string a row."""
    count, width = matrix.shape
    ends = np.arange(count + 1, dtype=np.int64) * width
    flat = np.ascontiguousarray(matrix)
    return pa.LargeStringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(flat))


def _columns(matrix: Bytes) -> Bytes:
    return np.ascontiguousarray(matrix.T)


def _digit(cells: Bytes) -> Mask:
    return (cells - ZERO) <= 9  # unsigned: what is below "0" wraps round to above 9


def _first_places(places: Codes) -> npt.NDArray[np.int64]:
    """The first row of each code; codes are numbered in order of appearance."""
    if not len(places):
        return np.empty(0, np.int64)
    highest = np.maximum.accumulate(places)
    return np.flatnonzero(np.concatenate(([True], highest[1:] > highest[:-1])))


def _distinct(matrix: Bytes) -> Codes:
    """For each row a number for its bytes, in order of appearance; eight bytes are hashed as one word."""
    count, width = matrix.shape
    places = np.zeros(count, np.int64)
    for start in range(0, width, 8):
        part = matrix[:, start : start + 8]
        words = np.zeros((count, 8), np.uint8)
        words[:, : part.shape[1]] = part
        codes, found = pd.factorize(words.view(np.uint64).ravel())
        places = codes if start == 0 else pd.factorize(places * len(found) + codes)[0]
    return places


def _digits_value(columns: Bytes) -> Pence:
    value = np.zeros(columns.shape[1], np.int64)
    for column in columns:
        value *= 10
        value += column - ZERO
    return value


def _pounds_value(columns: Bytes) -> Pence:
    digits = np.where(_digit(columns), columns, ZERO)
    value = _digits_value(np.delete(digits, -3, axis=0))
    negative = (columns == MINUS).any(axis=0)
    return np.where(negative, -value, value)


# Each of these takes the bytes of a field and gives the mask of bad rows, or None when all are good.


def _bad_rows(good: Mask) -> Mask:
    return np.asarray(~good.all(axis=1))


def _not_digits(matrix: Bytes) -> Mask | None:
    good = _digit(np.ascontiguousarray(matrix))
    return None if good.all() else _bad_rows(good)


def _not_filled(byte: int) -> Callable[[Bytes], Mask | None]:
    def check(matrix: Bytes) -> Mask | None:
        good = matrix == byte
        return None if good.all() else _bad_rows(good)

    return check


def _blank(matrix: Bytes) -> Mask | None:
    good: Mask = (matrix != SPACE).any(axis=1)
    return None if good.all() else ~good


def _not_left_justified_digits(matrix: Bytes) -> Mask | None:
    columns = _columns(matrix)
    digit = _digit(columns)
    bad: Mask = ~(digit | (columns == SPACE)).all(axis=0) | ~digit[0] | (digit[1:] & ~digit[:-1]).any(axis=0)
    return bad if bad.any() else None


def _not_pounds(matrix: Bytes) -> Mask | None:
    columns = _columns(matrix)
    whole, digit = columns[:-3], _digit(columns)
    digit_whole, minus = digit[:-3], columns[:-3] == MINUS
    bad = ~(digit_whole | minus | (whole == SPACE)).all(axis=0)
    bad |= (columns[-3] != POINT) | ~digit[-4] | ~digit[-2] | ~digit[-1]
    bad |= ((digit_whole[:-1] | minus[:-1]) & ~digit_whole[1:]).any(axis=0)
    bad |= ((whole[0] == ZERO) & (len(whole) > 1)) | ((whole[1:-1] == ZERO) & ~digit_whole[:-2]).any(axis=0)
    bad |= minus.any(axis=0) & (_digits_value(np.where(digit, columns, ZERO)) == 0)
    return np.asarray(bad) if bad.any() else None


def _anything(_: Bytes) -> Mask | None:
    return None  # printable is proved for the whole row


_WHOLE: dict[str, Callable[[Bytes], Mask | None]] = {
    "spaces": _not_filled(SPACE),
    "zeros": _not_filled(ZERO),
    "digits": _not_digits,
    "number": _not_digits,
    "pence": _not_digits,
    "text": _anything,
    "name": _blank,
    "card number": _not_left_justified_digits,
    "right justified pounds": _not_pounds,
}
