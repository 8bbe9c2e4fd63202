"""Card numbers of a scheme: made from a serial, taken apart, checked.

>>> rent = CardScheme(code="rent", funds=("rent",), numbers="allocate", length=19, prefix="98269999",
...     service_code="26", service_code_at=9, serial_at=11, serial_digits=7, ranges=((1, 50_000),),
...     check_digits=(CheckDigit(at=18, weights=(0, 0, 0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 5, 4, 3, 2),
...         modulus=11, remainders={"10": "0", "11": "1"}),))
>>> build(rent, 1), build(rent, 2)
('9826999926000000107', '9826999926000000289')
>>> take_apart(rent, "9826999926000000289")
{'prefix': '98269999', 'service code': '26', 'serial': '0000002', 'check digit at 18': '8', 'last digit': '9'}
>>> serial(rent, "9826999926000000289")
2
>>> validate(rent, "9826 9999 2600 0000 297")
Traceback (most recent call last):
    ...
ValueError: the check digit at position 18 does not check
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from paycards.issue import check_digit
from paycards.issue.card_number import compact
from paycards.settings.card_scheme import CardScheme
from paycards.settings.check_digit import CheckDigit

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


def checks(scheme: CardScheme) -> tuple[CheckDigit, ...]:
    """Every check digit of the scheme with its place, in the order in which they are worked out."""
    inner = tuple(check.model_copy(update={"at": check.at or scheme.length}) for check in scheme.check_digits)
    return inner if scheme.last_digit == "none" else (*inner, check_digit.luhn(scheme.length))


def build(scheme: CardScheme, serial: int) -> str:
    """The card number of a serial. Raises ValueError for one that has too many digits."""
    return build_all(scheme, [serial])[0]


def build_all(scheme: CardScheme, serials: Sequence[int]) -> list[str]:
    """The card numbers of serials, in their order. Raises ValueError for one that has too many digits."""
    import numpy as np

    from paycards.issue.check_columns import as_texts, calc_check_digits

    column = np.asarray(serials, dtype=np.int64)
    if len(column) and not 0 <= int(column.min()) <= int(column.max()) < 10**scheme.serial_digits:
        raise ValueError(f"a serial of {scheme.code} has at most {scheme.serial_digits} digits")
    numbers = np.full((len(column), scheme.length), ord("0"), dtype=np.uint8)
    for position, digit in scheme.fixed().items():
        numbers[:, position - 1] = ord(digit)
    for place in range(scheme.serial_digits):
        power = 10 ** (scheme.serial_digits - 1 - place)
        numbers[:, scheme.serial_at - 1 + place] += (column // power % 10).astype(np.uint8)
    for check in checks(scheme):
        assert check.at is not None  # noqa: S101 - `checks` gives each its place
        numbers[:, check.at - 1] = calc_check_digits(numbers, check)
    return as_texts(numbers)


def take_apart(scheme: CardScheme, number: str) -> dict[str, str]:
    """The parts of a number by name, in their order. Raises ValueError as `validate` does."""
    digits = validate(scheme, number)
    ordered = sorted(scheme.parts(), key=lambda part: part[1])
    return {name: digits[first - 1 : last] for name, first, last in ordered}


def serial(scheme: CardScheme, number: str) -> int:
    """The serial of a number of the scheme. Raises ValueError as `validate` does."""
    return int(take_apart(scheme, number)["serial"])


def validate(scheme: CardScheme, number: str) -> str:
    """Return the compact number if it is one of the scheme, allocated or not.

    Raises ValueError with a sentence that says what is wrong where; it shows no digit.
    """
    digits = compact(number)
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("the number is not digits only")
    if len(digits) != scheme.length:
        raise ValueError(f"a number of {scheme.code} has {scheme.length} digits, this has {len(digits)}")
    fixed = {"prefix": scheme.prefix, "service code": scheme.service_code}
    for name, first, last in scheme.parts():
        if name in fixed and digits[first - 1 : last] != fixed[name]:
            raise ValueError(f"positions {first} to {last} are not the {name} of {scheme.code}")
    for check in checks(scheme):
        check_digit.validate(digits, check)
    return digits


def is_valid(scheme: CardScheme, number: str) -> bool:
    """Tell whether this is a number of the scheme."""
    try:
        validate(scheme, number)
    except ValueError:
        return False
    return True


def belongs(scheme: CardScheme, number: str) -> bool:
    """Tell by length, prefix and service code whether a number is of the scheme."""
    return len(number) == scheme.length and all(
        number[position - 1] == digit for position, digit in scheme.fixed().items()
    )


def belong(scheme: CardScheme, numbers: pd.Series[Any]) -> pd.Series[bool]:
    """Tell of each number of a column whether it belongs to the scheme."""
    fit = (numbers.str.len() == scheme.length) & numbers.str.startswith(scheme.prefix)
    if scheme.service_code_at is not None:
        first = scheme.service_code_at - 1
        fit &= numbers.str.slice(first, first + len(scheme.service_code)) == scheme.service_code
    return fit.astype(bool)


def wrong_check_digits(scheme: CardScheme, numbers: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell of each number, digits only, that belongs to the scheme whether a check digit of it is wrong."""
    import numpy as np

    from paycards.issue.check_columns import as_characters, is_right

    characters = as_characters(numbers, scheme.length)
    right = np.ones(len(numbers), dtype=np.bool_)
    for check in checks(scheme):
        right &= is_right(characters, check)
    return ~right
