"""Module for module the same as BWIPP, which shares no line with python-barcode or zxing-cpp."""

from __future__ import annotations

import random

import pytest

from paycards.issue.code128 import modules
from tests.issue import bwipp

SHORTEST, LONGEST = 13, 32


def numbers(count: int, seed: int) -> list[str]:
    """Random numbers of every length; half of them have `99` pairs, a third begin with one."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    made = []
    for at in range(count):
        text = "".join(chance.choices("0123456789", k=SHORTEST + at % (LONGEST - SHORTEST + 1)))
        if at % 2:
            pairs = range(0 if at % 3 else 1, len(text) - 1)
            for place in chance.sample(pairs, 3):
                text = f"{text[:place]}99{text[place + 2 :]}"
        made.append(f"99{text[2:]}" if at % 3 == 0 else text)
    return made


def differing(texts: list[str]) -> list[str]:
    return [
        text for text, symbol in zip(texts, bwipp.modules_of(texts), strict=True) if symbol != modules(text)
    ]


def test_three_thousand_numbers_with_99_pairs_and_odd_lengths_have_the_modules_of_bwipp() -> None:
    texts = numbers(3000, seed=9826)
    assert {len(text) for text in texts} == set(range(SHORTEST, LONGEST + 1))
    assert sum(text.startswith("99") for text in texts) >= 1000
    assert differing(texts) == []


def test_a_fault_would_be_found() -> None:
    assert bwipp.modules_of(["9999000000000000019"]) != [modules("99000000000000019")]


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_thousand_numbers_have_the_modules_of_bwipp(seed: int) -> None:
    assert differing(numbers(10_000, seed)) == []
