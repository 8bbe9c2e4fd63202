"""Card numbers, by the published vectors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.issue import card_number

GOOD = [
    "9826900015012221501",
    "9826900021012222101",
    "6331801325647009138",
    "9826935101260",
    "98269999000000000000011",
]
BAD = ["6331622167529008090", "6331801325640003333"]
WITH_INNER_DIGIT = [
    "9826999926000000107",
    "9826999926000000289",
    "9826999926123456756",
    "9826999926999999962",
]

BODIES = st.text("0123456789", min_size=12, max_size=23)


@pytest.mark.parametrize("number", GOOD + WITH_INNER_DIGIT)
def test_published_numbers_are_valid(number: str) -> None:
    assert card_number.validate(number) == number
    assert card_number.calc_check_digit(number[:-1]) == number[-1]


@pytest.mark.parametrize("number", BAD)
def test_numbers_published_as_failing_fail(number: str) -> None:
    with pytest.raises(ValueError, match="does not check"):
        card_number.validate(number)
    assert not card_number.is_valid(number)


@given(BODIES)
def test_every_body_of_12_to_23_digits_makes_a_card_number(body: str) -> None:
    number = body + card_number.calc_check_digit(body)
    assert card_number.validate(number) == number
    assert card_number.validate(card_number.format(number)) == number


@pytest.mark.parametrize("number", ["982699990002", "9826999900000000000000002"])
def test_12_and_25_digits_are_no_card_numbers(number: str) -> None:
    with pytest.raises(ValueError, match="13 to 24 digits"):
        card_number.validate(number)


@pytest.mark.parametrize(
    "text", ["", "982690001501222150I", "9826900015012221501\n", "9826\u00a09000 1501 2221 501"]
)
def test_other_characters_are_an_error(text: str) -> None:
    assert not card_number.is_valid(text)


@given(st.text("0123456789", min_size=13, max_size=24))
def test_groups_are_of_four_and_the_last_holds_the_rest(number: str) -> None:
    *full, rest = card_number.format(number).split(" ")
    assert all(len(group) == 4 for group in full)
    assert 1 <= len(rest) <= 4
    assert card_number.compact(" ".join([*full, rest])) == number
