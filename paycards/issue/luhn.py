"""Luhn check digit: the last digit of a payment card number.

From the right, without the check digit, every second digit beginning with the first is doubled and
the digits of the results are added; the check digit brings the sum to a multiple of ten (ISO/IEC 7812-1,
annex B). It finds every single wrong digit and every swap of neighbours but 09 and 90.
`check_digit.luhn` says the same in the terms of any weighted digit. Messages do not repeat the number: a
whole card number belongs in no log.

>>> calc_check_digit("982690001501222150")
'1'
>>> is_valid("9826900015012221501")
True
>>> is_valid("9826900015012221051")   # two neighbours swapped
False
"""

from __future__ import annotations

DOUBLED = str.maketrans("0123456789", "0246813579")  # the sum of the digits of twice each digit


def checksum(number: str) -> int:
    """The sum over all digits, check digit included, modulo 10: 0 for a valid number.

    Raises ValueError for anything but ASCII digits.
    """
    if not (number.isascii() and number.isdigit()):
        raise ValueError("the number is not digits only")
    return sum(map(int, number[::-2] + number[-2::-2].translate(DOUBLED))) % 10


def calc_check_digit(number: str) -> str:
    """The digit to put after `number` (digits, without check digit)."""
    return str(-checksum(number + "0") % 10)


def validate(number: str) -> str:
    """Return `number` if its last digit checks. Raises ValueError if not."""
    if checksum(number) != 0:
        raise ValueError("the last digit of the number does not check")
    return number


def is_valid(number: str) -> bool:
    """Tell whether `number` is digits whose last one checks."""
    try:
        validate(number)
    except ValueError:
        return False
    return True
