"""What came from outside can be shown and stored, whatever it is."""

from __future__ import annotations

import doctest
import sys

from hypothesis import given
from hypothesis import strategies as st

import paycards.errors
from paycards.errors import FileRefused, shown

ANY_TEXT = st.text(st.characters(), max_size=300)  # lone surrogates too, as names from a disk may have


def test_the_examples_in_the_specification_run() -> None:
    result = doctest.testmod(paycards.errors)
    assert (result.failed, result.attempted) == (0, 9)


@given(ANY_TEXT, st.integers(1, 200))
def test_what_is_shown_is_always_printable_and_bounded(text: str, most: int) -> None:
    found = shown(text, most=most)
    assert found.isprintable()
    found.encode("utf-8")
    assert len(found) <= 10 * most + len("… (1,000,000 characters)")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=120))
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == text


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_a_refusal_can_always_be_shown_and_stored(
    problem: str, field: str, value: str, expected: str
) -> None:
    refused = FileRefused(problem, 3, field, value, expected)
    assert str(refused).isprintable()
    assert all(
        part.isprintable() for part in (refused.problem, refused.field, refused.value, refused.expected)
    )


def test_a_refusal_never_keeps_what_it_refuses() -> None:
    huge = "A" * 10_000_000
    refused = FileRefused(huge, 1, huge, huge, huge)
    assert len(str(refused)) < 1_500
    assert sum(sys.getsizeof(part) for part in refused.args) < 10_000
