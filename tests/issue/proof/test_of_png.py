"""The proof of a PNG: the same rules, in the pixels of a picture."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from paycards.errors import ProofFailed
from paycards.issue.barcode.alone import area_alone, png
from paycards.issue.barcode.bars import RESOLUTIONS, Area, Barcode, fit
from paycards.issue.proof.of_png import prove_png
from tests.issue.proof.drawn import AT, CARD, OTHER_CARD

BARCODE = fit(CARD, 300, 85.6)
AREA = area_alone(BARCODE)


def saved(image: Image.Image, dpi: int = 300) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(dpi, dpi))
    return file.getvalue()


def spoilt(spoil: Callable[[ImageDraw.ImageDraw], object]) -> bytes:
    image = Image.open(io.BytesIO(png(BARCODE))).convert("L")
    spoil(ImageDraw.Draw(image))
    return saved(image)


def sentence(picture: bytes, barcode: Barcode = BARCODE, area: Area = AREA) -> str:
    with pytest.raises(ProofFailed) as failed:
        prove_png(picture, barcode, area, at=AT)
    return str(failed.value).partition(": ")[2]


@pytest.mark.parametrize("dpi", RESOLUTIONS)
@settings(max_examples=30)
@given(text=st.text("0123456789", min_size=13, max_size=24) | st.text("0123456789", min_size=32, max_size=32))
def test_what_is_drawn_right_passes(dpi: int, text: str) -> None:
    barcode = fit(text, dpi, 100)
    proof = prove_png(png(barcode), barcode, area_alone(barcode), at=AT)
    assert (proof.text, proof.dpi, proof.module_dots) == (text, dpi, barcode.dots_per_module)


@pytest.mark.parametrize("mode", ["L", "RGB", "P", "RGBA"])
def test_the_bars_may_stand_anywhere_in_a_larger_picture(mode: str) -> None:
    card = Image.new("RGB", (1011, 638), "#1d70b8")
    card.paste(Image.open(io.BytesIO(png(BARCODE))).convert("RGB"), (200, 300))
    area = Area(200, 638 - 300 - AREA.height, AREA.width, AREA.height, AREA.line)
    assert prove_png(saved(card.convert(mode)), BARCODE, area, at=AT).text == CARD


def test_what_shows_through_is_white() -> None:
    image = Image.open(io.BytesIO(png(BARCODE))).convert("RGBA")
    image.putalpha(Image.open(io.BytesIO(png(BARCODE))).convert("L").point(lambda grey: 255 - grey))
    assert prove_png(saved(image), BARCODE, AREA, at=AT).text == CARD


FAULTS: dict[str, tuple[Callable[[ImageDraw.ImageDraw], object], str]] = {
    "a line in the quiet zone": (
        lambda draw: draw.rectangle((690, 0, 692, 300), 0),
        "the quiet zone on the right is 11 dots wide and must be 40",
    ),
    "a logo": (
        lambda draw: draw.ellipse((300, 40, 360, 100), 255),
        "something lies over the bars, or they are not of one height",
    ),
    "a wider bar": (
        lambda draw: draw.rectangle((48, 0, 48, 189), 0),
        "bar 1 is 9 dots wide, which is not 1 to 4 modules of 4 dots",
    ),
    "white": (lambda draw: draw.rectangle((0, 0, 704, 300), 255), "it has no black bars"),
    "no number": (
        lambda draw: draw.rectangle((0, 191, 704, 300), 255),
        "no number is printed beneath",
    ),
    "a digit less": (
        lambda draw: draw.rectangle((75, 191, 105, 300), 255),
        "18 characters are visible beneath, the number has 19",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_spoilt_picture_fails(name: str) -> None:
    spoil, told = FAULTS[name]
    assert sentence(spoilt(spoil)) == told


def test_the_bars_of_another_number_fail() -> None:
    other = fit(OTHER_CARD, 300, 85.6)
    assert sentence(png(other)) == "it reads as a number of 19 digits ending 0289"


@pytest.mark.parametrize("percent", [40, 75, 99, 101, 125, 200])
def test_a_scaled_picture_fails(percent: int) -> None:
    image = Image.open(io.BytesIO(png(BARCODE))).convert("L")
    width, height = image.width * percent // 100, image.height * percent // 100
    scaled = image.resize((width, height), Image.Resampling.BICUBIC)
    sentence(saved(scaled), BARCODE, Area(0, 0, width, height, AREA.line * percent // 100))


def test_a_picture_of_another_resolution_fails() -> None:
    assert sentence(saved(Image.open(io.BytesIO(png(BARCODE))), 203)) == (
        "the picture is of 203 dpi, the bars are made for 300"
    )


@pytest.mark.parametrize("area", [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_an_area_that_is_not_all_in_the_picture_fails(area: tuple[int, int]) -> None:
    moved = Area(*area, AREA.width, AREA.height, AREA.line)
    assert sentence(png(BARCODE), BARCODE, moved).startswith("it runs over the edge of the picture")
