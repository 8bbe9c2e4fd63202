"""Weighted check digits: any of them, from what `paycards.settings.CheckDigit` says.

Each character before and after the check digit is a digit, or a letter that is read as one. S is the
sum of digit times weight over the positions, counted from 1 with the check digit's own place among them; or
of the digits of these products. What is written for S mod modulus is a table. Check digits differ by
authority, so all of it is data.

Published vectors:

>>> licence = CheckDigit(weights=(2, 0, 3, 0, 4, 0, 5, 0, 0, 0), modulus=10,
...     remainders={"10": "0"}, letters={"AB": "98"})
>>> calc_check_digit("AB123456", licence), validate("AB1234562", licence)
('2', 'AB1234562')
>>> ten_is_z = CheckDigit(weights=(9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0), modulus=10, remainders={"10": "Z"})
>>> validate("963456138Z", ten_is_z)
'963456138Z'
>>> remainder_itself = CheckDigit(weights=(9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0), modulus=10, subtract=False)
>>> validate("9634561380", remainder_itself)
'9634561380'

The inner digit of one large issuer's cards, (11 - S mod 11) mod 10 in position 18 of 19:

>>> inner = CheckDigit(at=18, weights=(0, 0, 0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 5, 4, 3, 2), modulus=11,
...     remainders={"10": "0", "11": "1"})
>>> [is_valid(number, inner) for number in ("9826999926000000107", "9826999926123456756")]
[True, True]
>>> validate("9826999926000000117", inner)
Traceback (most recent call last):
    ...
ValueError: the check digit at position 18 does not check
"""

from __future__ import annotations

from paycards.settings.check_digit import CheckDigit


def calc_check_digit(text: str, check: CheckDigit) -> str:
    """The check digit of a text that is given without it.

    Raises ValueError for a character that is no digit and does not stand for one, and for a text
    whose result is of no number that is used.
    """
    place = len(text) if check.at is None else check.at - 1
    before, after = _as_digits(text[:place], check), _as_digits(text[place:], check)
    total = sum(contribution(check, *each) for each in enumerate(before, start=1))
    total += sum(contribution(check, *each) for each in enumerate(after, start=place + 2))
    written = check.characters()[total % check.modulus]
    if not written:
        raise ValueError("the check digit would be one that is not used")
    return written


def validate(text: str, check: CheckDigit) -> str:
    """Return `text` if its check digit is right. Raises ValueError with what is wrong, without the text."""
    at = len(text) if check.at is None else check.at
    if not 1 <= at <= len(text):
        raise ValueError(f"there is no position {max(at, 1)}, where the check digit stands")
    if text[at - 1] != calc_check_digit(text[: at - 1] + text[at:], check):
        raise ValueError(f"the check digit at position {at} does not check")
    return text


def is_valid(text: str, check: CheckDigit) -> bool:
    """Tell whether the check digit of `text` is right."""
    try:
        validate(text, check)
    except ValueError:
        return False
    return True


def luhn(length: int) -> CheckDigit:
    """Luhn as the weighted check digit at the end of a number of this length, 2 to 24.

    >>> luhn(8).weights
    (2, 1, 2, 1, 2, 1, 2)
    """
    weights = tuple(2 - (length - position) % 2 for position in range(length - 1))
    remainders = {"10": "0"}
    return CheckDigit(at=length, weights=weights, modulus=10, sum="digits", remainders=remainders)


def contribution(check: CheckDigit, position: int, digit: str) -> int:
    """What a digit at a position adds to the sum."""
    product = check.weight(position) * int(digit)
    return product if check.sum == "products" else sum(map(int, str(product)))


def _as_digits(text: str, check: CheckDigit) -> str:
    for letters in sorted(check.letters, key=len, reverse=True):
        text = text.replace(letters, check.letters[letters])
    if text and not (text.isascii() and text.isdigit()):
        raise ValueError("a character is neither a digit nor one that stands for a digit")
    return text
