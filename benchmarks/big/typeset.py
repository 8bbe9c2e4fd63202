"""Columns to bytes: each function gives a block, a uint8 array of (rows, characters).

NUL stands for "no character here": `ragged` leaves it out, `padded` makes it a space.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.uint8]
Ints = NDArray[np.int64]


def constant(text: str, rows: int) -> Block:
    """The same text in every row."""
    letters = np.array(list(text.encode()), np.uint8)
    return np.broadcast_to(letters, (rows, len(letters)))


def digits(values: Ints, width: int) -> Block:
    """Decimal digits with leading zeros; a value that needs more than `width` is a bug."""
    block = np.empty((len(values), width), np.uint8)
    rest = values
    for place in range(width - 1, -1, -1):
        rest, block[:, place] = np.divmod(rest, 10)
    if rest.any():
        raise ValueError(f"a value has more than {width} digits")
    return block + np.uint8(ord("0"))


def number(values: Ints, width: int) -> Block:
    """Decimal digits, right justified, NUL in the place of leading zeros."""
    block = digits(values, width)
    leading = np.logical_and.accumulate(block[:, :-1] == ord("0"), axis=1)
    block[:, :-1][leading] = 0
    return block


def pounds(pence: Ints, width: int) -> Block:
    """Pounds with two places, right justified in `width`, for whole pence of no sign."""
    whole, rest = np.divmod(pence, 100)
    return together(number(whole, width - 3), constant(".", len(pence)), digits(rest, 2))


def words(choices: Sequence[str], picks: Ints) -> Block:
    """For each row the picked text, left justified; UTF-8."""
    encoded = np.array([choice.encode() for choice in choices])
    return encoded.view(np.uint8).reshape(len(choices), -1)[picks]


def together(*blocks: Block) -> Block:
    """The blocks side by side."""
    return np.concatenate(blocks, axis=1)


def comma_separated(*blocks: Block) -> Block:
    """The blocks side by side with commas between and CRLF at the end."""
    rows = len(blocks[0])
    comma = constant(",", rows)
    spaced = [part for block in blocks for part in (comma, block)]
    return together(*spaced[1:], constant("\r\n", rows))


def ragged(block: Block) -> bytes:
    """The bytes without the NULs: rows of different lengths."""
    return bytes(block[block != 0])


def padded(block: Block) -> Block:
    """The block with spaces for NULs."""
    return np.where(block == 0, np.uint8(ord(" ")), block)


def luhn_digits(payload: Block) -> Block:
    """The check digit after each row of digits, a block of one column."""
    plain = (payload - np.uint8(ord("0"))).astype(np.int64)
    doubled = 2 * plain[:, ::-1][:, ::2]
    total = (doubled - 9 * (doubled > 9)).sum(axis=1) + plain[:, ::-1][:, 1::2].sum(axis=1)
    return digits(-total % 10, 1)
