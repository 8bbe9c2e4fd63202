"""What is drawn stands on the page: every letter of every font, pictures with what they let through."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.pdfbase.ttfonts import TTFont

from paycards.issue.artwork.typefaces import typeface
from paycards.issue.pdf.canvas import Canvas
from paycards.issue.pdf.lettering import Lettering
from paycards.issue.pdf.picture import picture

VERA = TTFont("Vera", "Vera.ttf")
NOTO = typeface("Regular").of_digits
LETTERS = st.sampled_from([chr(code) for code in range(33, 0x530) if code in NOTO.face.charWidths])


def page_of(canvas: Canvas) -> PdfDocument:
    canvas.end_page(400, 100)
    return PdfDocument(canvas.pdf())


def said(canvas: Canvas) -> str:
    return page_of(canvas)[0].get_textpage().get_text_range()


@pytest.mark.parametrize("text", ["(one) \\ two", "\\(", "£5 to ŵ", "a\u00a0b"])
def test_a_text_is_the_text_of_the_page(text: str) -> None:
    canvas = Canvas()
    canvas.write(10, 50, [(NOTO, text)], 12)
    assert said(canvas) == text.replace("\u00a0", " ")


@given(st.lists(LETTERS, min_size=1, max_size=600, unique=True))
def test_a_font_holds_more_letters_than_a_byte_has_codes(letters: list[str]) -> None:
    lettering = Lettering()
    text = "".join(letters)
    pieces = lettering.spell(NOTO, text)
    others = sum(not letter.isascii() for letter in letters)
    assert len(lettering.fonts()) == 1 + max(0, -(-(others - 128) // 256))
    assert lettering.spell(NOTO, text) == pieces


def test_letters_of_several_subsets_and_fonts_stand_in_one_line() -> None:
    text = "".join(chr(code) for code in range(0xC0, 0x250) if code in NOTO.face.charWidths)
    canvas = Canvas()
    canvas.write(1, 50, [(NOTO, text), (VERA, " end")], 1)
    assert said(canvas) == f"{text} end"


def test_what_is_drawn_once_stands_on_each_page_that_names_it() -> None:
    canvas, calls = Canvas(), []

    def draw() -> None:
        calls.append(1)
        canvas.block(10, 10, 20, 20, "#000000")

    for _ in range(3):
        canvas.repeat("same", (0, 0, 400, 100), draw)
        canvas.end_page(400, 100)
    pages = [page.render().to_numpy() for page in PdfDocument(canvas.pdf())]
    assert len(calls) == 1
    assert all((page[-20, 20] == 0).all() for page in pages)


def seen(path: Path) -> npt.NDArray[np.uint8]:
    """The middle of a picture's left and of its right half, on yellow."""
    canvas = Canvas()
    canvas.block(0, 0, 400, 100, "#ffff00")
    canvas.picture(picture(path)[0], 0, 0, 400, 100)
    return np.asarray(page_of(canvas)[0].render().to_pil())[50, [100, 300]]


PNGS = [("png", mode) for mode in ("1", "L", "P", "RGB", "LA", "RGBA")]


@pytest.mark.parametrize(("ending", "mode"), [*PNGS, ("jpg", "L"), ("jpg", "RGB"), ("jpg", "CMYK")])
def test_a_picture_of_any_kind_is_shown_as_it_is(mode: str, ending: str, tmp_path: Path) -> None:
    image = Image.new("RGB", (40, 10), "black")
    image.paste((255, 255, 255), (20, 0, 40, 10))
    image.convert(mode).save(tmp_path / f"logo.{ending}")
    assert np.abs(seen(tmp_path / f"logo.{ending}").astype(int) - [[0] * 3, [255] * 3]).max() <= 3


def test_a_picture_lets_through_what_it_lets_through(tmp_path: Path) -> None:
    image = Image.new("RGBA", (40, 10), (0, 0, 0, 255))
    image.paste((0, 0, 255, 0), (20, 0, 40, 10))
    image.save(tmp_path / "logo.png")
    assert seen(tmp_path / "logo.png").tolist() == [[0, 0, 0], [255, 255, 0]]


def test_a_grey_that_would_become_white_is_refused(tmp_path: Path) -> None:
    Image.new("I;16", (40, 40), 0x2000).save(tmp_path / "logo.png")
    with pytest.raises(ValueError, match="mode I"):
        picture(tmp_path / "logo.png")
