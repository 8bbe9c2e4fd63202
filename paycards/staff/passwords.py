"""Passwords: what is asked of one, and how it is kept.

At least 8 characters, better 15; up to 200; any characters, compared as they were typed; none of those that
everybody tries first, and none that is mostly the name of the council or the person. Nothing else: no rule of
composition, no change without a reason. Kept by Argon2id with the parameters below (RFC 9106's second choice,
chosen in November 2026: about 150 ms of a busy core); an older hash is renewed when its person signs in.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from paycards.errors import Invalid

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST, ADVISED, MOST = 8, 15, 200
TIME_COST, MEMORY_KIB, LANES = 3, 65536, 4

# What people choose first: the words of `common_words.txt`, as they are and with these endings, is how the
# lists of the commonest passwords begin. It covers more than the 3,000 of the standard.
NUMBERS = ("1", "2", "7", "12", "123", "1234", "12345", "123456", "01", "99")
YEARS = ("2020", "2021", "2022", "2023", "2024", "2025", "2026")
MARKS = ("!", "1!", "123!", "@123", "#")
ENDINGS = ("", *NUMBERS, *YEARS, *MARKS)
ROWS = ("1234567890", "qwertyuiop", "abcdefghijklmnopqrstuvwxyz", "asdfghjkl", "zxcvbnm")
SWAPPED = str.maketrans("013457@$!", "oleastasi")


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=TIME_COST, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")


@cache
def common_passwords() -> frozenset[str]:
    """The passwords that everybody tries first, folded."""
    words = resources.files("paycards.staff").joinpath("common_words.txt").read_text(encoding="utf-8").split()
    return frozenset(word + ending for word, ending in itertools.product(words, ENDINGS))


def check_new_password(password: str, about: Iterable[str] = ()) -> None:
    """Raise Invalid for a password that is too short, too long or too easily guessed.

    `about` are words that an attacker would try: of the council, of the person.
    """
    if len(password) < LEAST:
        raise Invalid("password", f"Use at least {LEAST} characters; {ADVISED} or more are better.")
    if len(password) > MOST:
        raise Invalid("password", f"Use at most {MOST} characters.")
    folded = unicodedata.normalize("NFKC", password).casefold()
    if _is_common(folded):
        raise Invalid("password", "This password is one of those that are tried first. Choose another.")
    left = _without({part for word in about for part in _parts(word)}, folded)
    if left != folded and len("".join(left.split())) < LEAST:
        raise Invalid(
            "password", "This password is mostly a name that is easily guessed. Use other words as well."
        )


def _without(parts: Iterable[str], text: str) -> str:
    """What is left of a text without these words, the longest taken first."""
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, "")
    return text


def _is_common(folded: str) -> bool:
    bare = folded.rstrip("!?.0123456789")
    forms = {folded, folded.translate(SWAPPED), bare, bare.translate(SWAPPED)}
    return bool(forms & common_passwords()) or len(set(folded)) <= 2 or _is_a_run(folded)


def _is_a_run(folded: str) -> bool:
    """One row of the keyboard, or the alphabet, or numbers in order, forwards or backwards, over and over."""
    return any(folded in row * 3 or folded in row[::-1] * 3 for row in ROWS)


def _parts(text: str) -> list[str]:
    words = "".join(each if each.isalnum() else " " for each in text.casefold()).split()
    return [word for word in words if len(word) > 3]


def hash_password(password: str) -> str:
    """How a password is kept."""
    return _hasher().hash(password)


def is_right(password: str, kept: str) -> bool:
    """Tell whether a password is the one that is kept; for nobody it takes as long to say no."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept or _nobodys(), password[:MOST]) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def needs_renewal(kept: str) -> bool:
    """Tell whether a hash was made with older parameters."""
    return _hasher().check_needs_rehash(kept)
