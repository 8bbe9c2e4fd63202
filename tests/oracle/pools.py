"""The small pools that a random world is drawn from, so that its numbers and references collide."""

from __future__ import annotations

ACCOUNT_REFERENCES = (
    "R000000001",
    "R000000002",
    "770000001",
    "770000002",
    "AB/12",
    "AB-12",
    "AB 12",
    "AB12",
    "X1",
)


def references() -> list[str]:
    """The accounts' references as customers and suppliers write them, and some of nobody's."""
    odd = ["", "NOBODY", "r000000001", " x1", "77/0000001", "R 00000000-1", "A-B-1-2", "ab 12", "- /", "%"]
    return [*ACCOUNT_REFERENCES, *odd]


def _with_check_digit(body: str) -> str:
    """The number with its Luhn digit."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body))]
    return body + str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


CARD_NUMBERS = [_with_check_digit(f"98269999{number:010}") for number in range(1, 9)]
