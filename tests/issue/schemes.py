"""The card scheme that most tests use: 19 digits, an inner digit in position 18, Luhn at the end."""

from __future__ import annotations

from paycards.settings.card_scheme import CardScheme

INNER_DIGIT = {
    "at": 18,
    "weights": [0, 0, 0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 5, 4, 3, 2],
    "modulus": 11,
    "remainders": {"10": "0", "11": "1"},
}
RENT = {
    "code": "rent",
    "funds": ["rent"],
    "numbers": "allocate",
    "length": 19,
    "prefix": "98269999",
    "service_code": "26",
    "service_code_at": 9,
    "serial_at": 11,
    "serial_digits": 7,
    "check_digits": [INNER_DIGIT],
    "ranges": [[1, 50_000]],
}


def scheme(**changed: object) -> CardScheme:
    """The scheme, or one that differs in these keys."""
    return CardScheme.model_validate(RENT | changed)
