"""References and card numbers of lists are checked as the council's settings say, and not otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.access.visit import Visit
from paycards.errors import BadRows
from paycards.issue import card_scheme, check_columns, check_digit
from paycards.jobs.verify import verify
from paycards.settings.check_digit import CheckDigit
from paycards.settings.council import Council
from tests.fresh import init_fresh
from tests.issue.schemes import RENT, scheme
from tests.jobs.hand_in import bring_accounts, bring_cards

SHAPES = [
    {
        "fund": "council_tax",
        "pattern": r"77\d{7}",
        "check_digit": {"weights": [1, 2, 3, 4, 5, 6, 7, 8], "modulus": 10, "remainders": {"10": "0"}},
    },
    {"fund": "council_tax", "pattern": r"70\d{8}"},
]
GOOD_TAX, BAD_TAX = "NVD,council_tax,770000011,open", "NVD,council_tax,770000013,open"

ANY_CHECK = [
    CheckDigit(weights=(2, 0, 3, 0, 4, 0, 5), modulus=10, remainders={"10": "0"}, letters={"AB": "98"}),
    CheckDigit(
        weights=(9, 8, 7), modulus=11, remainders={"10": "Z", "11": "0"}, letters={"A": "1", "AA": "23"}
    ),
    CheckDigit(at=3, weights=(9, 8, 0, 7), modulus=11, subtract=False, remainders={"10": ""}, sum="digits"),
    CheckDigit(at=1, weights=(0, 8, 3, 7), modulus=7, letters={"-": "0", "A": "4"}),
]


def northvale(visit: Visit, **changed: object) -> Visit:
    """Northvale with other settings, stored."""
    council, *others = visit.settings.councils
    council = Council.model_validate(council.model_dump() | changed)
    settings = visit.settings.model_copy(update={"councils": (council, *others)})
    init_fresh(settings)
    return replace(visit, installation=replace(visit.installation, settings=settings))


@pytest.fixture
def strict(visit: Visit) -> Visit:
    """A council that checks its references and has a scheme of card numbers."""
    return northvale(visit, references=SHAPES, card_schemes=[RENT])


@pytest.mark.parametrize("check", ANY_CHECK)
@given(texts=st.lists(st.text("0123456789AB-Z", min_size=1, max_size=9), max_size=20))
def test_many_references_at_once_are_as_one_by_one(texts: list[str], check: CheckDigit) -> None:
    assert check_columns.are_right(texts, check).tolist() == [
        check_digit.is_valid(text, check) for text in texts
    ]


@pytest.mark.parametrize("check", ANY_CHECK)
@given(text=st.text("0123456789AB-", min_size=2, max_size=9))
def test_a_reference_with_its_own_check_digit_is_right(text: str, check: CheckDigit) -> None:
    try:
        digit = check_digit.calc_check_digit(text, check)
    except ValueError:
        return
    at = len(text) if check.at is None else check.at - 1
    assert check_columns.are_right([text[:at] + digit + text[at:]], check).all()


def test_a_reference_that_is_none_of_its_fund_is_a_bad_row(strict: Visit, tmp_path: Path) -> None:
    with pytest.raises(BadRows) as refused:
        bring_accounts(
            *(strict, tmp_path, GOOD_TAX, BAD_TAX, "NVD,council_tax,70/12345678,open"),
            *("NVD,council_tax,7012345678,open", "NVD,rent,anything,open", "HMB,council_tax,1,open"),
        )
    assert refused.value.rows == [
        (
            3,
            "reference is '770000013': its check digit is not that of a council_tax reference: look for a"
            " wrong character",
        ),
        (
            4,
            r"reference is '70/12345678': a council_tax reference must match 77\d{7} or 70\d{8}, as in the"
            " settings",
        ),
    ]


def test_references_are_not_checked_unless_the_settings_say_so(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, BAD_TAX, "NVD,council_tax,X,open")


def test_a_damaged_reference_is_one_bad_row_and_no_more(strict: Visit, tmp_path: Path) -> None:
    with pytest.raises(BadRows) as refused:
        bring_accounts(strict, tmp_path, "NVD,council_tax,77000001\u0664,open", "NVD,council_tax,,open")
    assert [(row, "printable ASCII" in sentence) for row, sentence in refused.value.rows] == [
        (2, True),
        (3, True),
    ]


def test_a_number_of_a_scheme_with_a_wrong_check_digit_is_a_bad_row(strict: Visit, tmp_path: Path) -> None:
    bring_accounts(strict, tmp_path, "NVD,rent,R1,open", "HMB,rent,R1,open")
    with pytest.raises(BadRows) as refused:
        bring_cards(
            *(strict, tmp_path, f"NVD,rent,R1,{card_scheme.build(scheme(), 7)}"),
            *("NVD,rent,R1,9826999926000000117", "NVD,rent,R1,9826999926000000108"),
            *(
                "NVD,rent,R1,9826999927000000108",
                "NVD,rent,R1,98269999260000001",
                "NVD,rent,R1,1234567890123",
            ),
            "HMB,rent,R1,9826999926000000108",
        )
    sentence = "a check digit of scheme rent does not check: look for a wrong digit"
    assert refused.value.rows == [
        (3, f"card_number is ...0117: {sentence}"),
        (4, f"card_number is ...0108: {sentence}"),
    ]


def test_other_settings_later_change_nothing_of_what_was_verified(strict: Visit, tmp_path: Path) -> None:
    bring_accounts(strict, tmp_path, "NVD,rent,R1,open", GOOD_TAX, BAD_TAX, skip_bad=True)
    wrong = "NVD,rent,R1,9826999926000000117"
    bring_cards(strict, tmp_path, wrong, f"NVD,rent,R1,{card_scheme.build(scheme(), 7)}", skip_bad=True)
    for later in (strict, northvale(strict, references=[], card_schemes=[RENT | {"prefix": "98269998"}])):
        verified = verify(later)
        assert (verified.counts, verified.differences) == ({}, ())
