"""The modules of Code 128, against the writer of zxing-cpp, which shares no line with python-barcode."""

from __future__ import annotations

import random

import barcode as python_barcode
import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from paycards.issue.code128 import modules

NINETY_NINES = st.lists(st.sampled_from(["99", "9", "0", "98", "19", "90"]), min_size=1, max_size=12).map(
    "".join
)


def reference(text: str) -> str:
    """The modules that zxing-cpp writes for a text."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    row = np.asarray(symbol.to_image(scale=1, add_quiet_zones=False))[0]
    return "".join("1" if dark else "0" for dark in row < 128)


def read(symbol: str) -> str:
    row = np.repeat(np.array([0] * 10 + [int(each) for each in symbol] + [0] * 10, np.uint8), 4)
    return zxingcpp.read_barcodes(np.tile((1 - row) * 255, (60, 1)))[0].text


def test_two_thousand_random_numbers_have_the_modules_of_the_reference() -> None:
    chance = random.Random(128)  # noqa: S311  # no secret
    for _ in range(2000):
        text = "".join(chance.choices("0123456789", k=chance.randint(13, 32)))
        assert modules(text) == reference(text), text


@pytest.mark.parametrize("length", range(4, 33))
def test_numbers_that_begin_with_99_have_the_modules_of_the_reference(length: int) -> None:
    chance = random.Random(length)  # noqa: S311  # no secret
    for _ in range(30):
        text = "99" + "".join(chance.choices("0123456789", k=length - 2))
        assert modules(text) == reference(text), text


@given(NINETY_NINES | st.text("0123456789", min_size=1, max_size=48))
def test_every_text_of_digits_reads_back(text: str) -> None:
    assert read(modules(text)) == text


def test_python_barcode_by_itself_still_drops_a_leading_99() -> None:
    """When this fails, a release with the cure is here and the repair can go."""
    fault = python_barcode.codex.Code128("9999000000000000019").build()[0]
    assert read(fault) == "99000000000000019"


def test_a_card_number_of_19_digits_has_156_modules_and_a_bill_of_32_has_211() -> None:
    assert [len(modules("9" * digits)) for digits in (19, 20, 23, 24, 32)] == [156, 145, 178, 167, 211]


@pytest.mark.parametrize("text", ["982699992600000010A", "9826 9999", "9826\n", "98-26", "٣٤", "98²"])
def test_anything_but_digits_is_refused_in_a_sentence_without_the_text(text: str) -> None:
    with pytest.raises(ValueError, match="digits only") as refused:
        modules(text)
    assert text not in str(refused.value)


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        modules("")
