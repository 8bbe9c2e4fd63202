"""Slips of one finger: a character wrong, left out, put in, or swapped with the next."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator

DIGITS = string.digits
LETTERS = string.ascii_uppercase
LOOK_ALIKE = {"0": "OQD", "1": "IL", "2": "Z", "5": "S", "6": "G", "8": "B"}
_ALIKE = {letter: digit for digit, letters in LOOK_ALIKE.items() for letter in letters}


def one_edit_away(text: str, alphabet: Collection[str]) -> set[str]:
    """Return every text with one character changed, left out, put in, or swapped with the next.

    >>> sorted(one_edit_away("12", "12"))
    ['1', '11', '112', '121', '122', '2', '21', '212', '22']
    """
    found = {text[:place] + text[place + 1 :] for place in range(len(text))}
    for place in range(len(text) + 1):
        head, tail, rest = text[:place], text[place:], text[place + 1 :]
        found.update([head + letter + tail for letter in alphabet])
        if tail:
            found.update([head + letter + rest for letter in alphabet])
    found.update(_swapped(text))
    return found - {text}


def meant_numbers(typed: str) -> set[str]:
    """Every number from which this one is a slip away."""
    return one_edit_away(typed, DIGITS)


def meant_references(typed: str) -> set[str]:
    """Every reference, in its bare form, from which this one is a likely slip away.

    A digit is taken for another digit or for a letter that looks like it, a letter for another letter or for
    the digit that it looks like. What was left out is of the kind of a neighbour.
    """
    found = set(_swapped(typed))
    for place, character in enumerate(typed):
        head, rest = typed[:place], typed[place + 1 :]
        found.add(head + rest)
        found.update([head + other + rest for other in _likely(character)])
    for place in range(len(typed) + 1):
        head, tail = typed[:place], typed[place:]
        found.update([head + other + tail for other in _kinds(typed[max(place - 1, 0) : place + 1])])
    return found - {typed}


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
