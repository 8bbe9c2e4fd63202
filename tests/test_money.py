"""Pounds in, pounds out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.money import from_pounds, to_pounds

PENCE = st.integers(-(10**15), 10**15)


@given(PENCE)
def test_pence_survive_the_way_out_and_back(pence: int) -> None:
    assert from_pounds(to_pounds(pence)) == pence


@given(st.from_regex(r"[-+]?[0-9]{1,4}([.,][0-9]{0,3})?", fullmatch=True))
def test_only_one_text_stands_for_each_amount(text: str) -> None:
    try:
        pence = from_pounds(text)
    except ValueError:
        return
    assert to_pounds(pence) == text


@given(PENCE)
def test_separators_for_people_change_nothing_else(pence: int) -> None:
    assert to_pounds(pence, thousands=True).replace(",", "") == to_pounds(pence)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.0",
        "1.000",
        ".50",
        "1.",
        "+1.00",
        "--1.00",
        "- 1.00",
        "-0.00",
        "01.00",
        "1,234.50",
        "£1.00",
        " 1.00",
        "1.00\n",
        "1_0.00",
        "1e3.00",
        "1.5e",
        "\u0661.00",
        "\uff11.00",
        "nan",
    ],
)
def test_any_other_text_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="is not pounds with two places"):
        from_pounds(text)


@pytest.mark.parametrize(
    ("pence", "plain", "said"),
    [
        (0, "0.00", "0.00"),
        (7, "0.07", "0.07"),
        (-7, "-0.07", "-0.07"),
        (100_000, "1000.00", "1,000.00"),
        (-123_456_789, "-1234567.89", "-1,234,567.89"),
    ],
)
def test_amounts_read_as_people_write_them(pence: int, plain: str, said: str) -> None:
    assert (to_pounds(pence), to_pounds(pence, thousands=True)) == (plain, said)
