"""Weighted check digits of many numbers at once: a row of characters for each, a column for each position.

The same sums as `check_digit`, read from a table of what each digit adds at each position.

>>> import numpy as np
>>> numbers = as_characters(["9826999926000000107", "9826999926000000117"], 19)
>>> inner = CheckDigit(at=18, weights=(0, 0, 0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 5, 4, 3, 2), modulus=11,
...     remainders={"10": "0", "11": "1"})
>>> is_right(numbers, inner).tolist()
[True, False]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from paycards.issue.check_digit import contribution
from paycards.settings.check_digit import CheckDigit

Characters: TypeAlias = npt.NDArray[np.uint8]  # (numbers, positions): ASCII, 0 where a text is shorter

ZERO = ord("0")
UNUSED = 1  # no character of a number


def as_characters(texts: Sequence[str], width: int) -> Characters:
    """The characters of ASCII texts, of which none is longer than `width`."""
    return np.array(texts, dtype=f"S{width}").view(np.uint8).reshape(len(texts), width)


def as_texts(characters: Characters) -> list[str]:
    """The texts of rows of characters."""
    width = characters.shape[1]
    return np.ascontiguousarray(characters).view(f"S{width}").ravel().astype(str).tolist()


def calc_check_digits(characters: Characters, check: CheckDigit) -> Characters:
    """The check digit of each row, as a character; UNUSED where it has none.

    All other positions that have a weight must hold digits.
    """
    total = np.zeros(len(characters), dtype=np.int64)
    for position in range(1, min(len(check.weights), characters.shape[1]) + 1):
        if check.weight(position):
            adds = np.array([contribution(check, position, digit) for digit in "0123456789"])
            total += np.where(characters[:, position - 1], adds[(characters[:, position - 1] - ZERO) % 10], 0)
    written = np.array([ord(character or chr(UNUSED)) for character in check.characters()], dtype=np.uint8)
    return written[total % check.modulus]


def is_right(characters: Characters, check: CheckDigit) -> npt.NDArray[np.bool_]:
    """Tell of each row whether the check digit at `check.at` is right."""
    assert check.at is not None  # noqa: S101 - the last of a text is the caller's to find
    right: npt.NDArray[np.bool_] = characters[:, check.at - 1] == calc_check_digits(characters, check)
    return right


def are_right(texts: Sequence[str], check: CheckDigit) -> npt.NDArray[np.bool_]:
    """Tell of each text whether `check_digit` finds its check digit right. Texts are printable ASCII.

    >>> licence = CheckDigit(weights=(2, 0, 3, 0, 4, 0, 5), modulus=10, remainders={"10": "0"},
    ...     letters={"AB": "98"})
    >>> are_right(["AB1234562", "AB1234563", "AC1234562"], licence).tolist()
    [True, False, False]
    """
    characters = as_characters(texts, max((len(text) for text in texts), default=1) or 1)
    rows = np.arange(len(texts))
    lengths = np.count_nonzero(characters, axis=1)
    place = lengths - 1 if check.at is None else np.full(len(texts), check.at - 1)
    there = (place >= 0) & (place < lengths)
    place = np.where(there, place, 0)
    found = characters[rows, place]
    characters[rows, place] = 0  # it stands for no digit and adds nothing
    _read_letters(characters, check)
    digits = np.all((characters == 0) | ((ord("0") <= characters) & (characters <= ord("9"))), axis=1)
    right: npt.NDArray[np.bool_] = there & digits & (found == calc_check_digits(characters, check))
    return right


def _read_letters(characters: Characters, check: CheckDigit) -> None:
    """Put digits where letters stand for them, the longest first."""
    for letters in sorted(check.letters, key=len, reverse=True):
        for first in range(characters.shape[1] - len(letters) + 1):
            window = characters[:, first : first + len(letters)]
            stands_here = np.all(window == np.frombuffer(letters.encode(), dtype=np.uint8), axis=1)
            window[stands_here] = np.frombuffer(check.letters[letters].encode(), dtype=np.uint8)
