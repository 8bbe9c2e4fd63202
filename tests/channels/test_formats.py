from __future__ import annotations

import doctest
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paycards.channels import cells, formats
from paycards.channels.fields import Field
from paycards.channels.formats import FORMATS, read_field

EXAMPLES = settings().max_examples


def test_the_examples_in_the_specification_run() -> None:
    result = doctest.testmod(formats)
    assert (result.failed, result.attempted > 3) == (0, True)


@pytest.mark.parametrize(
    "text",
    [
        "1_23456789",
        " 123456789",
        "+000001234",
        "-000001234",
        "\u0660\u0661\u0662\u0663",
        "0x00001234",
        "1e3",
        "",
    ],
)
def test_pence_are_digits_and_nothing_that_looks_like_a_number(text: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        FORMATS["pence"].read(text)


@pytest.mark.parametrize(
    "text", ["-0.00", "01.00", "1.0", "1.000", ".50", "1,000.00", "1.00 ", "- 1.00", "+1.00", "1\u066b00"]
)
def test_pounds_have_two_places_and_no_decoration(text: str) -> None:
    with pytest.raises(ValueError, match="pounds"):
        FORMATS["right justified pounds"].read(text)


clocks = st.lists(st.text("0123459: ", min_size=6, max_size=6), min_size=1, max_size=20)


@settings(max_examples=5 * EXAMPLES)
@given(clocks, st.sampled_from([("HHMM", 4), ("HHMMSS", 6), ("HHMMSS", 4)]))
def test_many_times_are_held_to_the_same_rule_as_one(texts: list[str], form: tuple[str, int]) -> None:
    name, width = form
    matrix = np.frombuffer("".join(texts).encode(), np.uint8).reshape(len(texts), 6)[:, :width]
    bad = cells.BAD_ROWS[name](matrix)
    one_by_one = [re.fullmatch(FORMATS[name].pattern, text[:width], re.ASCII) is None for text in texts]
    assert (bad.tolist() if bad is not None else [False] * len(texts)) == one_by_one


@given(
    st.lists(st.times().map(lambda time: f"{time:%H%M%S}"), min_size=1), st.sampled_from(["HHMM", "HHMMSS"])
)
def test_many_times_are_written_as_one_is(texts: list[str], name: str) -> None:
    texts = [text[: len(name)] for text in texts]
    matrix = np.frombuffer("".join(texts).encode(), np.uint8).reshape(len(texts), len(name))
    assert cells.clock_text(matrix).to_pylist() == [FORMATS[name].read(text) for text in texts]


nine_characters = st.lists(st.text(" -.,019A", min_size=9, max_size=9), min_size=1, max_size=20)


@settings(max_examples=5 * EXAMPLES)
@given(nine_characters, st.sampled_from([name for name in cells.BAD_ROWS if name != "text"]))
def test_a_million_rows_are_held_to_the_same_rule_as_one(texts: list[str], name: str) -> None:
    matrix = np.frombuffer("".join(texts).encode(), np.uint8).reshape(len(texts), 9)
    bad = cells.BAD_ROWS[name](matrix)
    one_by_one = [re.fullmatch(FORMATS[name].pattern, text, re.ASCII) is None for text in texts]
    assert (bad.tolist() if bad is not None else [False] * len(texts)) == one_by_one


money = (
    st.integers(-99999_99, 999999_99)
    .map(lambda pence: f"{pence / 100:.2f}".rjust(9))
    .filter(lambda t: t.strip() != "-0.00")
)


@settings(max_examples=2 * EXAMPLES)
@given(st.lists(money, min_size=1, max_size=20))
def test_pounds_of_many_rows_are_read_as_those_of_one(texts: list[str]) -> None:
    matrix = np.frombuffer("".join(texts).encode(), np.uint8).reshape(len(texts), 9)
    assert cells.BAD_ROWS["right justified pounds"](matrix) is None
    found = cells.pounds_value(np.ascontiguousarray(matrix.T)).tolist()
    assert found == [FORMATS["right justified pounds"].read(text) for text in texts]


@pytest.mark.parametrize("name", ["digits", "text", "name", "unsigned pounds", "number"])
@given(texts=st.lists(st.text("0123456789.-+_ x\n\u0661é\t", max_size=6), min_size=1, max_size=20))
def test_arrow_understands_each_pattern_as_python_does(name: str, texts: list[str]) -> None:
    pattern = FORMATS[name].pattern
    arrow = pc.match_substring_regex(pa.array(texts), f"^(?:{pattern})$").to_pylist()
    assert arrow == [re.fullmatch(pattern, text, re.ASCII) is not None for text in texts]


def test_a_letter_is_held_to_those_of_the_extension() -> None:
    letter = Field(name="letter", at=1, length=1, format="letter")
    assert read_field(letter, "A", ("P", "A")) == "A"
    with pytest.raises(ValueError, match="'P' or 'A'"):
        read_field(letter, "T", ("P", "A"))
