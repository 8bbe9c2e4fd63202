"""The check digit that catches a mistyped number."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from paycards.issue import luhn

DIGITS = st.text("0123456789", min_size=1, max_size=23)


@given(DIGITS)
def test_exactly_one_last_digit_checks(body: str) -> None:
    passing = [digit for digit in "0123456789" if luhn.is_valid(body + digit)]
    assert passing == [luhn.calc_check_digit(body)]


@given(DIGITS, st.data())
def test_every_single_wrong_digit_is_found(body: str, data: st.DataObject) -> None:
    number = body + luhn.calc_check_digit(body)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from("0123456789"))
    assume(other != number[place])
    assert not luhn.is_valid(number[:place] + other + number[place + 1 :])


@given(DIGITS, st.data())
def test_every_swap_of_neighbours_but_09_is_found(body: str, data: st.DataObject) -> None:
    number = body + luhn.calc_check_digit(body)
    place = data.draw(st.integers(0, len(number) - 2))
    pair = number[place : place + 2]
    swapped = number[:place] + pair[::-1] + number[place + 2 :]
    assert luhn.is_valid(swapped) is (pair[0] == pair[1] or set(pair) == {"0", "9"})


@pytest.mark.parametrize("text", ["", " ", "12a4", "-18", "1_8", "\u0661\u0668", "18\n"])
def test_anything_but_ascii_digits_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="not digits only"):
        luhn.checksum(text)
    assert not luhn.is_valid(text)
