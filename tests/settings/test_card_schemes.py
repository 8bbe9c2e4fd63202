"""Card schemes, check digits and reference shapes in the settings: what is wrong is said in a sentence."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from paycards.settings.card_scheme import can_collide
from paycards.settings.check_digit import CheckDigit
from paycards.settings.council import Council
from tests.issue.schemes import INNER_DIGIT, RENT, scheme

TAX: dict[str, object] = {"code": "tax", "funds": ["council_tax"], "service_code": "27"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"serial_digits": 6}, "position 17 is in no part of the number"),
        ({"length": 24}, "positions 19, 20, 21, 22, 23 are in no part"),
        ({"serial_at": 10}, "position 10 is in service code and in serial"),
        ({"serial_at": 19}, "serial ends at position 25: the number has 19"),
        ({"service_code": ""}, "service_code and service_code_at: give both or none"),
        ({"service_code_at": None}, "service_code and service_code_at: give both or none"),
        ({"last_digit": "none", "serial_digits": 8, "check_digits": []}, "position 19 is in no part"),
        (
            {"check_digits": [INNER_DIGIT | {"at": 19}]},
            "position 19 is in check digit at 19 and in last digit",
        ),
        ({"ranges": []}, "give them to allocate numbers, and none to order cards"),
        ({"numbers": "order"}, "give them to allocate numbers, and none to order cards"),
        ({"ranges": [[1, 10_000_000]]}, "1 to 10000000 is not within 0 to 9999999"),
        ({"ranges": [[9, 8]]}, "9 to 8 is not within"),
        ({"ranges": [[100, 200], [1, 100]]}, "1 to 100 and 100 to 200 overlap"),
        ({"ranges": [[-1, 8]]}, "greater than or equal to 0"),
        ({"prefix": "9826999x"}, "match pattern"),
        ({"length": 25}, "less than or equal to 24"),
        (
            {"check_digits": [INNER_DIGIT | {"weights": [*INNER_DIGIT["weights"], 0, 1]}]},  # type: ignore[misc]
            "the check digit at 18 weighs position 19, worked out after it",
        ),
        (
            {"check_digits": [INNER_DIGIT | {"weights": [1] * 17 + [0, 0, 1]}]},
            "weights beyond the 19 digits",
        ),
        (
            {"check_digits": [INNER_DIGIT | {"remainders": {"10": "X", "11": "1"}}]},
            "the check digit at 18 must be a digit for every result",
        ),
        (
            {"check_digits": [INNER_DIGIT | {"remainders": {"10": "", "11": "1"}}]},
            "the check digit at 18 must be a digit for every result",
        ),
        ({"check_digits": [INNER_DIGIT | {"letters": {"A": "1"}}]}, "without letters"),
    ],
)
def test_a_scheme_that_makes_no_sense_is_refused(changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        scheme(**changed)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"remainders": {"10": "0"}}, "say what is written for the result 11"),
        ({"remainders": {"10": "0", "11": "10"}}, "say what is written for the result 11"),
        ({"remainders": {"10": "0", "11": "1", "12": "2"}}, "there is no result 12, they are 1 to 11"),
        ({"remainders": {"10": "0"}, "subtract": False, "modulus": 10}, "no result 10, they are 0 to 9"),
        ({"weights": []}, "at least 1"),
        ({"weights": [0, 0]}, "all are 0"),
        ({"weights": [1] * 18}, "position 18 is the check digit's own"),
        ({"weights": [100]}, "less than or equal to 99"),
        ({"modulus": 1}, "greater than or equal to 2"),
        ({"letters": {"AB": "9"}}, "AB must stand for 2 digits"),
        ({"letters": {"a": "9"}}, "must be capital letters or signs"),
        ({"letters": {"A": "B"}}, "A must stand for 1 digits"),
    ],
)
def test_a_check_digit_that_is_not_always_there_is_refused(changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        CheckDigit.model_validate(INNER_DIGIT | changed)


def council(*schemes: dict[str, object], **more: object) -> Council:
    return Council.model_validate(
        {"code": "NVD", "name": "Northvale", "card_schemes": [RENT | each for each in schemes]} | more
    )


def test_a_fund_finds_its_scheme() -> None:
    northvale = council({}, TAX)
    found = northvale.card_scheme("council_tax")
    assert found is not None
    assert found.code == "tax"
    assert northvale.card_scheme("garages") is None


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (TAX | {"funds": ["rent"]}, "rent is in rent and in tax"),
        (TAX | {"funds": ["garages"]}, "garages is not one of the council's funds"),
        (TAX | {"code": "rent"}, "rent appears more than once"),
        (TAX | {"service_code": "26"}, "rent and tax could make the same number"),
    ],
)
def test_schemes_of_a_council_stay_apart(second: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        council({}, second)


def test_schemes_with_ranges_of_their_own_may_look_the_same() -> None:
    assert council({}, TAX | {"service_code": "26", "ranges": [[50_001, 60_000]]})
    assert not can_collide(scheme(), scheme(numbers="order", ranges=[]))
    assert can_collide(scheme(), scheme(service_code="", service_code_at=None, serial_at=9, serial_digits=9))


def test_references_are_of_a_fund_of_the_council() -> None:
    with pytest.raises(ValidationError, match="references: garages is not one of the council's funds"):
        council(references=[{"fund": "garages", "pattern": "G[0-9]+"}])
