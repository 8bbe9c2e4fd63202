"""Weighted check digits: the published vectors, and an oracle that shares nothing with the engine."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from paycards.issue import check_columns, check_digit, luhn
from paycards.settings.check_digit import CheckDigit

INNER = CheckDigit(
    at=18,
    weights=(0, 0, 0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 5, 4, 3, 2),
    modulus=11,
    remainders={"10": "0", "11": "1"},
)
AB = CheckDigit(
    weights=(2, 0, 3, 0, 4, 0, 5, 0, 0, 0), modulus=10, remainders={"10": "0"}, letters={"AB": "98"}
)
TEN_IS_Z = CheckDigit(weights=(9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0), modulus=10, remainders={"10": "Z"})
REMAINDER = CheckDigit(weights=(9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0), modulus=10, subtract=False)

PUBLISHED = [
    ("AB1234562", AB),
    ("963456138Z", TEN_IS_Z),
    ("9634561380", REMAINDER),
    ("9826999926000000107", INNER),
    ("9826999926000000289", INNER),
    ("9826999926123456756", INNER),
    ("9826999926999999962", INNER),
    ("9826900015012221501", check_digit.luhn(19)),
    ("9826900021012222101", check_digit.luhn(19)),
    ("6331801325647009138", check_digit.luhn(19)),
    ("9826935101260", check_digit.luhn(13)),
]
NUMBERS = st.text("0123456789", min_size=24, max_size=24)


@st.composite
def rules(draw: st.DrawFn) -> CheckDigit:
    """Any rule for numbers of 24 digits, its check digit anywhere in them."""
    at = draw(st.integers(1, 24))
    weights = draw(st.lists(st.integers(0, 99), min_size=1, max_size=24))
    weights = [0 if place == at else weight for place, weight in enumerate(weights, start=1)]
    assume(any(weights))
    modulus = draw(st.integers(2, 97))
    subtract = draw(st.booleans())
    results = range(1, modulus + 1) if subtract else range(modulus)
    written = st.sampled_from("0123456789")
    return CheckDigit(
        at=at,
        weights=tuple(weights),
        modulus=modulus,
        sum=draw(st.sampled_from(("products", "digits"))),
        subtract=subtract,
        remainders={str(result): draw(written) for result in results if result > 9},
    )


def oracle(number: str, rule: CheckDigit) -> str:
    """The check digit by long hand: one digit after the other."""
    total = 0
    for i in range(len(number)):
        if i < len(rule.weights) and i + 1 != rule.at:
            product = rule.weights[i] * (ord(number[i]) - 48)
            while rule.sum == "digits" and product > 0:
                total, product = total + product % 10, product // 10
            total += product
    while total >= rule.modulus:
        total -= rule.modulus
    result = rule.modulus - total if rule.subtract else total
    return rule.remainders.get(str(result)) or str(result)


@pytest.mark.parametrize(("text", "rule"), PUBLISHED)
def test_published_vectors_check(text: str, rule: CheckDigit) -> None:
    assert check_digit.validate(text, rule) == text
    at = rule.at or len(text)
    assert check_digit.calc_check_digit(text[: at - 1] + text[at:], rule) == text[at - 1]


@pytest.mark.parametrize("number", ["6331622167529008090", "6331801325640003333"])
def test_numbers_published_as_failing_fail(number: str) -> None:
    with pytest.raises(ValueError, match="position 19 does not check"):
        check_digit.validate(number, check_digit.luhn(19))


@given(NUMBERS, rules())
def test_the_engine_agrees_with_the_oracle(number: str, rule: CheckDigit) -> None:
    at = rule.at or 0
    expected = oracle(number, rule)
    assert check_digit.calc_check_digit(number[: at - 1] + number[at:], rule) == expected
    assert check_digit.is_valid(number, rule) is (number[at - 1] == expected)


@given(st.lists(NUMBERS, min_size=1, max_size=20), rules())
def test_many_at_once_are_as_one_by_one(numbers: list[str], rule: CheckDigit) -> None:
    characters = check_columns.as_characters(numbers, 24)
    digits = bytes(check_columns.calc_check_digits(characters, rule)).decode()
    assert list(digits) == [oracle(number, rule) for number in numbers]
    assert check_columns.is_right(characters, rule).tolist() == [
        check_digit.is_valid(number, rule) for number in numbers
    ]


@given(st.text("0123456789", min_size=1, max_size=23))
def test_luhn_is_one_of_them(body: str) -> None:
    rule = check_digit.luhn(len(body) + 1)
    assert check_digit.calc_check_digit(body, rule) == luhn.calc_check_digit(body)


@given(NUMBERS, st.data())
def test_luhn_finds_every_single_wrong_digit(number: str, data: st.DataObject) -> None:
    rule = check_digit.luhn(24)
    number = number[:23] + check_digit.calc_check_digit(number[:23], rule)
    place = data.draw(st.integers(0, 23))
    wrong = data.draw(st.sampled_from("0123456789".replace(number[place], "")))
    assert not check_digit.is_valid(number[:place] + wrong + number[place + 1 :], rule)


@pytest.mark.parametrize("text", ["AC1234562", "ab1234562", "AB123456\u0662", "AB12345 2", "AB-123562"])
def test_what_stands_for_no_digit_is_an_error(text: str) -> None:
    assert not check_digit.is_valid(text, AB)


@pytest.mark.parametrize("text", ["", "9826999926"])
def test_a_text_that_ends_before_its_check_digit_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="there is no position"):
        check_digit.validate(text, INNER if text else AB)


def test_a_result_that_is_not_used_belongs_to_no_number() -> None:
    rule = CheckDigit(weights=(1,), modulus=11, subtract=False, remainders={"10": ""})
    assert check_digit.calc_check_digit("9", rule) == "9"
    none = CheckDigit(weights=(5, 5), modulus=11, subtract=False, remainders={"10": ""})
    with pytest.raises(ValueError, match="not used"):
        check_digit.calc_check_digit("11", none)
    assert not any(check_digit.is_valid("11" + digit, none) for digit in "0123456789")


def test_no_message_shows_the_number() -> None:
    for number in ("9826999926000000117", "98269999A"):
        with pytest.raises(ValueError) as refused:
            check_digit.validate(number, INNER)
        assert "9826" not in str(refused.value)
