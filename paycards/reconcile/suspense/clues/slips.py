"""Slips of one finger: a character wrong, left out, put in, or swapped with the next.

Where all texts are known that may be meant, `shapes` says what stands where in them: what fits none of them
is not even tried.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from functools import lru_cache

from paycards.reconcile.suspense.clues.shapes import Shapes

DIGITS = string.digits
LETTERS = string.ascii_uppercase
LOOK_ALIKE = {"0": "OQD", "1": "IL", "2": "Z", "5": "S", "6": "G", "8": "B"}
_ALIKE = {letter: digit for digit, letters in LOOK_ALIKE.items() for letter in letters}


def one_edit_away(text: str, alphabet: str, shapes: Shapes | None = None) -> set[str]:
    """Return every text with one character changed, left out, put in, or swapped with the next.

    >>> sorted(one_edit_away("12", "12"))
    ['1', '11', '112', '121', '122', '2', '21', '212', '22']
    >>> sorted(one_edit_away("12", "12", {2: ("1", "123")}))
    ['11', '21']
    """
    found = _shorter(text, shapes)
    length = len(text)
    for place in range(length + 1):
        head, tail, rest = text[:place], text[place:], text[place + 1 :]
        found.update([head + letter + tail for letter in _fitting(alphabet, shapes, length + 1, place)])
        if tail:
            found.update([head + letter + rest for letter in _fitting(alphabet, shapes, length, place)])
    found.update(_swapped(text))
    return found - {text}


def meant_numbers(typed: str, shapes: Shapes | None = None) -> set[str]:
    """Every number from which this one is a slip away."""
    return one_edit_away(typed, DIGITS, shapes)


def meant_references(typed: str, shapes: Shapes | None = None) -> set[str]:
    """Every reference, in its bare form, from which this one is a likely slip away.

    A digit is taken for another digit or for a letter that looks like it, a letter for another letter or for
    the digit that it looks like. What was left out is of the kind of a neighbour.
    """
    found = _shorter(typed, shapes)
    found.update(_swapped(typed))
    length = len(typed)
    for place, character in enumerate(typed):
        head, rest = typed[:place], typed[place + 1 :]
        likely = _fitting(_likely(character), shapes, length, place)
        found.update([head + other + rest for other in likely])
    for place in range(length + 1):
        head, tail = typed[:place], typed[place:]
        likely = _fitting(_kinds(typed[max(place - 1, 0) : place + 1]), shapes, length + 1, place)
        found.update([head + other + tail for other in likely])
    return found - {typed}


def _shorter(text: str, shapes: Shapes | None) -> set[str]:
    """The text with one character left out, if there is any so long."""
    if shapes is not None and len(text) - 1 not in shapes:
        return set()
    return {text[:place] + text[place + 1 :] for place in range(len(text))}


def _fitting(letters: str, shapes: Shapes | None, length: int, place: int) -> str:
    """Those of the letters that stand at a place of some text of a length."""
    if shapes is None:
        return letters
    there = shapes.get(length)
    return _both(letters, there[place]) if there else ""


@lru_cache
def _both(letters: str, others: str) -> str:
    return "".join(letter for letter in letters if letter in others)


def _swapped(text: str) -> Iterator[str]:
    for place in range(len(text) - 1):
        if text[place] != text[place + 1]:
            yield text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _likely(character: str) -> str:
    if character in LETTERS:
        return LETTERS + _ALIKE.get(character, "")
    return DIGITS + LOOK_ALIKE.get(character, "") if character in DIGITS else DIGITS + LETTERS


def _kinds(neighbours: str) -> str:
    digits = DIGITS if any(character in DIGITS for character in neighbours) else ""
    letters = LETTERS if any(character in LETTERS for character in neighbours) else ""
    return digits + letters or DIGITS + LETTERS
