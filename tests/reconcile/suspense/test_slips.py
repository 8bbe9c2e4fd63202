"""Slips of one finger, and what check digits make of them, on random numbers."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from paycards.issue import card_scheme, luhn
from paycards.reconcile.suspense.clues.check_digits import CheckDigits
from paycards.reconcile.suspense.clues.shapes import shapes_of
from paycards.reconcile.suspense.clues.slips import meant_numbers, meant_references, one_edit_away
from paycards.settings.card_scheme import CardScheme
from paycards.settings.check_digit import CheckDigit
from paycards.settings.reference import ReferenceCheck

SCHEME = CardScheme(
    code="rent",
    funds=("rent",),
    numbers="allocate",
    length=19,
    prefix="98269999",
    service_code="26",
    service_code_at=9,
    serial_at=11,
    serial_digits=7,
    ranges=((1, 50_000),),
    check_digits=(
        CheckDigit(
            at=18,
            weights=(0, 0, 0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 5, 4, 3, 2),
            modulus=11,
            remainders={"10": "0", "11": "1"},
        ),
    ),
)
CHECKS = CheckDigits((SCHEME,), ())
LUHN = CheckDigits((), ())

numbers = st.integers(0, 10**10 - 1).map(
    lambda serial: f"98269999{serial:010}" + luhn.calc_check_digit(f"98269999{serial:010}")
)
of_scheme = st.integers(1, 50_000).map(lambda serial: card_scheme.build(SCHEME, serial))


@st.composite
def slipped(draw: st.DrawFn, texts: st.SearchStrategy[str], alphabet: str) -> tuple[str, str]:
    """A text, and what one slip of the finger made of it."""
    meant = draw(texts)
    place = draw(st.integers(0, len(meant) - 1))
    character = draw(st.sampled_from(alphabet))
    return meant, draw(
        st.sampled_from(
            (
                meant[:place] + character + meant[place + 1 :],
                meant[:place] + character + meant[place:],
                meant[:place] + meant[place + 1 :],
                meant[:place] + meant[place : place + 2][::-1] + meant[place + 2 :],
            )
        ).filter(lambda typed: typed != meant)
    )


@given(slipped(numbers, string.digits))
def test_whatever_slipped_the_number_that_was_meant_is_found_and_agrees(slip: tuple[str, str]) -> None:
    meant, typed = slip
    assert meant in meant_numbers(typed)
    assert LUHN.agree_in_card(meant)


@given(slipped(of_scheme, string.digits))
def test_a_scheme_s_own_check_digits_decide_for_its_numbers(slip: tuple[str, str]) -> None:
    meant, typed = slip
    agreeing = {number for number in meant_numbers(typed) if CHECKS.agree_in_card(number)}
    assert meant in agreeing
    for number in agreeing:
        assert (
            card_scheme.is_valid(SCHEME, number)
            if card_scheme.belongs(SCHEME, number)
            else luhn.is_valid(number)
        )


@given(numbers)
def test_of_the_numbers_with_one_other_digit_in_a_place_one_agrees_at_most(typed: str) -> None:
    """Luhn finds each single wrong digit: what agrees with a right number has another length, or a swap."""
    agreeing = [number for number in meant_numbers(typed) if LUHN.agree_in_card(number)]
    same_length = [number for number in agreeing if len(number) == len(typed)]
    for number in same_length:
        differ = [place for place in range(len(typed)) if typed[place] != number[place]]
        assert len(differ) == 2
        assert {typed[differ[0]], typed[differ[1]]} == {"0", "9"}


@given(st.data(), st.text("0O1R", max_size=5))
def test_what_stands_where_in_all_that_is_known_hides_nothing_that_may_be_meant(
    data: st.DataObject, typed: str
) -> None:
    known = data.draw(st.sets(st.text("0O1R", min_size=1, max_size=5)))
    for meant in (meant_numbers, meant_references):
        assert meant(typed, shapes_of(known)) & known == meant(typed) & known


@given(st.text(string.digits + string.ascii_uppercase, min_size=1, max_size=10))
def test_a_reference_is_never_meant_for_itself_and_each_is_one_edit_away(typed: str) -> None:
    meant = meant_references(typed)
    assert typed not in meant
    assert meant <= one_edit_away(typed, string.digits + string.ascii_uppercase)


@given(slipped(st.from_regex(r"\A[A-Z][0-9]{9}\Z"), string.digits))
def test_a_digit_that_slipped_in_a_reference_is_found(slip: tuple[str, str]) -> None:
    meant, typed = slip
    if typed[:1] == meant[0]:  # a digit for the letter is no likely slip
        assert meant in meant_references(typed)


def test_a_digit_is_taken_for_a_letter_that_looks_like_it_and_for_no_other() -> None:
    assert {"O12345", "R12345"} <= meant_references("012345") | meant_references("P12345")
    assert "X12345" not in meant_references("012345")
    assert "012345" in meant_references("O12345")


def test_the_check_digit_of_a_reference_must_agree_where_it_has_one() -> None:
    check = CheckDigit(weights=(2, 1, 2, 1, 2, 1, 2, 0), modulus=10, sum="digits", remainders={"10": "0"})
    shape = ReferenceCheck(fund="rent", pattern=r"\d{8}", check_digit=check)
    checks = CheckDigits((), (shape,))
    right = "1234567" + luhn.calc_check_digit("1234567")
    assert checks.agree_in_reference("rent", right) is True
    assert checks.agree_in_reference("rent", right[:-1] + str((int(right[-1]) + 1) % 10)) is False
    assert checks.agree_in_reference("council_tax", right) is None
    assert checks.agree_in_reference("rent", "R12") is None
