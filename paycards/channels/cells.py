"""Fields of fixed-width rows as matrices of bytes, one row of the file in each row of the matrix.

Checks and conversions work on all rows at once; a check says which rows are bad. What is good here is
exactly what the pattern of the same format in `formats.py` lets through.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Pence = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int64]
SPACE, MINUS, POINT, ZERO, COLON = b" -.0:"


def arrow_text(matrix: Bytes) -> Any:
    """A matrix of ASCII bytes as an Arrow `large_string` array, one string a row."""
    count, width = matrix.shape
    ends = np.arange(count + 1, dtype=np.int64) * width
    flat = np.ascontiguousarray(matrix)
    return pa.LargeStringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(flat))


def clock_text(matrix: Bytes) -> Any:
    """HH:MM:SS of the digits of times already checked; without seconds they are 00."""
    written = np.full((len(matrix), 8), ZERO, np.uint8)
    for place in range(0, matrix.shape[1], 2):
        written[:, place // 2 * 3 : place // 2 * 3 + 2] = matrix[:, place : place + 2]
    written[:, [2, 5]] = COLON
    return arrow_text(written)


def columns_of(matrix: Bytes) -> Bytes:
    """One contiguous row for each position of the field: quick to work on."""
    return np.ascontiguousarray(matrix.T)


def _digit(cells: Bytes) -> Mask:
    return (cells - ZERO) <= 9  # unsigned: what is below "0" wraps round to above 9


def first_places(places: Codes) -> npt.NDArray[np.int64]:
    """The first row of each code; codes are numbered in order of appearance."""
    if not len(places):
        return np.empty(0, np.int64)
    highest = np.maximum.accumulate(places)
    return np.flatnonzero(np.concatenate(([True], highest[1:] > highest[:-1])))


def distinct(matrix: Bytes) -> Codes:
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


def digits_value(columns: Bytes) -> Pence:
    """The numbers of digits already checked, at most 18 of them, one row of `columns` a place."""
    value = np.zeros(columns.shape[1], np.int64)
    for column in columns:
        value *= 10
        value += column - ZERO
    return value


def pounds_value(columns: Bytes) -> Pence:
    """Pence, signed, of right justified pounds already checked."""
    digits = np.where(_digit(columns), columns, ZERO)
    value = digits_value(np.delete(digits, -3, axis=0))
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
    if len(matrix) and matrix[0, -1] != SPACE and _not_digits(matrix) is None:
        return None  # numbers that fill their place
    columns = columns_of(matrix)
    digit = _digit(columns)
    bad: Mask = ~(digit | (columns == SPACE)).all(axis=0) | ~digit[0] | (digit[1:] & ~digit[:-1]).any(axis=0)
    return bad if bad.any() else None


def _not_pounds(matrix: Bytes) -> Mask | None:
    columns = columns_of(matrix)
    whole, digit = columns[:-3], _digit(columns)
    digit_whole, minus = digit[:-3], columns[:-3] == MINUS
    bad = ~(digit_whole | minus | (whole == SPACE)).all(axis=0)
    bad |= (columns[-3] != POINT) | ~digit[-4] | ~digit[-2] | ~digit[-1]
    bad |= ((digit_whole[:-1] | minus[:-1]) & ~digit_whole[1:]).any(axis=0)
    bad |= ((whole[0] == ZERO) & (len(whole) > 1)) | ((whole[1:-1] == ZERO) & ~digit_whole[:-2]).any(axis=0)
    bad |= minus.any(axis=0) & (digits_value(np.where(digit, columns, ZERO)) == 0)
    return np.asarray(bad) if bad.any() else None


def _not_clock(width: int) -> Callable[[Bytes], Mask | None]:
    def check(matrix: Bytes) -> Mask | None:
        if matrix.shape[1] != width:
            return np.ones(len(matrix), np.bool_)
        columns = columns_of(matrix)
        bad: Mask = (
            ~_digit(columns).all(axis=0) | (columns[0] > ord("2")) | (columns[2::2] > ord("5")).any(axis=0)
        )
        bad |= (columns[0] == ord("2")) & (columns[1] > ord("3"))
        return bad if bad.any() else None

    return check


def _anything(_: Bytes) -> Mask | None:
    return None  # printable is proved for the whole row


BAD_ROWS: dict[str, Callable[[Bytes], Mask | None]] = {
    "spaces": _not_filled(SPACE),
    "zeros": _not_filled(ZERO),
    "digits": _not_digits,
    "number": _not_digits,
    "pence": _not_digits,
    "text": _anything,
    "name": _blank,
    "card number": _not_left_justified_digits,
    "right justified pounds": _not_pounds,
    "HHMM": _not_clock(4),
    "HHMMSS": _not_clock(6),
}
