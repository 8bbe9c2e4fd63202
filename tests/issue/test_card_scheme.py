"""Card numbers of a scheme: the published ones, and any scheme there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.issue import card_number, card_scheme
from paycards.settings.card_scheme import CardScheme
from tests.issue.schemes import INNER_DIGIT, scheme

RENT = scheme()


@pytest.mark.parametrize(
    ("serial", "number"),
    [
        (1, "9826999926000000107"),
        (2, "9826999926000000289"),
        (1234567, "9826999926123456756"),
        (9999999, "9826999926999999962"),
    ],
)
def test_the_published_numbers_are_built(serial: int, number: str) -> None:
    assert card_scheme.build(RENT, serial) == number
    assert card_scheme.serial(RENT, number) == serial


def test_a_number_is_taken_apart_in_the_order_of_its_parts() -> None:
    assert card_scheme.take_apart(RENT, "9826 9999 2600 0000 289") == {
        "prefix": "98269999",
        "service code": "26",
        "serial": "0000002",
        "check digit at 18": "8",
        "last digit": "9",
    }


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("982699992600000010", "a number of rent has 19 digits, this has 18"),
        ("9826999826000000107", "positions 1 to 8 are not the prefix of rent"),
        ("9826999927000000107", "positions 9 to 10 are not the service code of rent"),
        ("9826999926000000117", "the check digit at position 18 does not check"),
        ("9826999926000000108", "the check digit at position 19 does not check"),
        ("98269999260000001O7", "the number is not digits only"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(number: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        card_scheme.validate(RENT, number)
    assert not card_scheme.is_valid(RENT, number)


@pytest.mark.parametrize("serial", [-1, 10_000_000])
def test_a_serial_that_has_no_room_is_refused(serial: int) -> None:
    with pytest.raises(ValueError, match="at most 7 digits"):
        card_scheme.build(RENT, serial)


def test_no_serials_are_no_numbers() -> None:
    assert card_scheme.build_all(RENT, []) == []


@st.composite
def schemes(draw: st.DrawFn) -> CardScheme:
    """A prefix, an inner digit somewhere, a serial, a service code, and Luhn or not."""
    prefix = "98269999" + draw(st.text("0123456789", max_size=4))
    service = draw(st.text("0123456789", max_size=2))
    digits = draw(st.integers(2, 8))
    at = len(prefix) + 1
    last = draw(st.sampled_from(("luhn", "none")))
    length = at + digits + len(service) + (last == "luhn")
    return CardScheme.model_validate(
        {
            "code": "any",
            "funds": ["rent"],
            "numbers": "order",
            "length": max(length, 13),
            "prefix": prefix,
            "serial_at": at + 1,
            "serial_digits": digits + max(13 - length, 0),
            **({"service_code": service} if service else {}),
            **({"service_code_at": at + 1 + digits + max(13 - length, 0)} if service else {}),
            "last_digit": last,
            "check_digits": [INNER_DIGIT | {"at": at, "weights": [1, *[7] * (at - 2), 0, 3, 5]}],
        }
    )


@given(schemes(), st.lists(st.integers(0, 99), min_size=1, max_size=20))
def test_every_number_that_is_built_is_one_of_its_scheme(every: CardScheme, serials: list[int]) -> None:
    for serial, number in zip(serials, card_scheme.build_all(every, serials), strict=True):
        assert card_scheme.validate(every, number) == number
        assert card_scheme.serial(every, number) == serial
        assert card_scheme.belongs(every, number)
        assert every.last_digit == "none" or card_number.is_valid(number)


@given(st.integers(0, 9_999_999), st.integers(0, 18), st.sampled_from("123456789"))
def test_every_single_wrong_digit_is_found(serial: int, place: int, add: str) -> None:
    number = card_scheme.build(RENT, serial)
    wrong = number[:place] + str((int(number[place]) + int(add)) % 10) + number[place + 1 :]
    assert not card_scheme.is_valid(RENT, wrong)


@given(st.lists(st.integers(0, 9_999_999), min_size=1), st.data())
def test_wrong_check_digits_are_found_in_many_at_once(serials: list[int], data: st.DataObject) -> None:
    numbers = card_scheme.build_all(RENT, serials)
    ends = [data.draw(st.sampled_from(("", "00", "17"))) for _ in numbers]
    mixed = [number[: 19 - len(end)] + end for number, end in zip(numbers, ends, strict=True)]
    assert card_scheme.wrong_check_digits(RENT, mixed).tolist() == [
        not card_scheme.is_valid(RENT, number) for number in mixed
    ]
    assert all(card_scheme.belongs(RENT, number) for number in mixed)
    assert not card_scheme.belongs(RENT, "9826999927000000107")
