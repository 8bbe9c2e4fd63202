"""The barcode text of a bill."""

from __future__ import annotations

import pytest

from paycards.errors import NotAllowed
from paycards.issue.bill import bill_text

NUMBER = "98269999000000000000011"


def test_the_published_vector() -> None:
    assert bill_text(NUMBER, 123_45) == "98269999000000000000011000012345"


def test_the_number_may_be_written_in_groups() -> None:
    assert bill_text("9826 9999 0000 0000 0000 011", 1) == NUMBER + "000000001"


def test_nine_digits_of_pence_are_the_most() -> None:
    assert bill_text(NUMBER, 999_999_999) == NUMBER + "999999999"
    with pytest.raises(NotAllowed, match=r"10,000,000\.00 pounds is more than the 9,999,999\.99"):
        bill_text(NUMBER, 1_000_000_000)


def test_the_limit_of_the_network_counts() -> None:
    assert bill_text(NUMBER, 999_99, limit_pence=999_99) == NUMBER + "000099999"
    with pytest.raises(NotAllowed, match=r"a bill of 1,000\.00 pounds is more than the 999\.99"):
        bill_text(NUMBER, 1000_00, limit_pence=999_99)


@pytest.mark.parametrize("pence", [0, -1, -123_45])
def test_nothing_and_less_is_no_bill(pence: int) -> None:
    with pytest.raises(NotAllowed, match="at least a penny"):
        bill_text(NUMBER, pence)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("9826999926000000107", "23 digits, this has 19"),
        ("98269999000000000000012", "does not check"),
        ("", "this has 0"),
        (NUMBER[:-1] + "x", "does not check"),
        (NUMBER[:-1] + "\n", "does not check"),
    ],
)
def test_another_number_is_refused_without_repeating_it(number: str, sentence: str) -> None:
    with pytest.raises(NotAllowed, match=sentence) as refused:
        bill_text(number, 1)
    assert not number or number not in str(refused.value)
