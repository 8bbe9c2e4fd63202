"""Barcodes in whole dots: as pixels, as vectors, and on the page of a PDF."""

from __future__ import annotations

import io
import re

import numpy as np
import numpy.typing as npt
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from paycards.errors import NotAllowed
from paycards.issue import barcode as drawing
from paycards.issue.barcode.bars import RESOLUTIONS, Area, Barcode, fit
from paycards.issue.barcode.on_page import draw_pdf
from paycards.issue.pdf.canvas import Canvas

CARD = "9826999926000000107"
BILL = "98269999000000000000011000012345"
Pixels = npt.NDArray[np.uint8]


def expected_row(barcode: Barcode) -> Pixels:
    """Black and white dots across symbol and quiet zones."""
    dark = [0] * 10 + [int(module) for module in barcode.modules] + [0] * 10
    return np.repeat(255 - 255 * np.array(dark, np.uint8), barcode.dots_per_module)


def printed(page: bytes, area: Area, dpi: int) -> Pixels:
    """The area as a printer paints it: the page on its grid of dots, whatever the size of the page."""
    raw, scale, height = pypdfium2.raw, dpi / 72, 1000
    document = pypdfium2.PdfDocument(page)
    document[0].set_mediabox(0, 0, 1000, height)  # PDFium shrinks a page to whole points when it renders
    bitmap = pypdfium2.PdfBitmap.new_native(area.width, area.height, raw.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, area.width, area.height)
    matrix = raw.FS_MATRIX(scale, 0, 0, scale, -area.left, area.bottom + area.height - height * scale)
    clip = raw.FS_RECTF(0, 0, area.width, area.height)
    raw.FPDF_RenderPageBitmapWithMatrix(bitmap, document[0], matrix, clip, 0)
    return bitmap.to_numpy().reshape(area.height, area.width).copy()


@pytest.mark.parametrize("dpi", RESOLUTIONS)
@pytest.mark.parametrize("text", [CARD, BILL])
def test_each_pixel_of_a_png_is_a_dot_and_the_file_says_how_large_dots_are(text: str, dpi: int) -> None:
    barcode = fit(text, dpi, 100)
    image = Image.open(io.BytesIO(drawing.png(barcode)))
    rows = np.asarray(image.convert("L"))
    assert image.mode == "1"
    assert image.info["dpi"] == pytest.approx((dpi, dpi), abs=0.01)
    assert (rows[: barcode.lowest] == expected_row(barcode)).all()
    assert [each.text for each in zxingcpp.read_barcodes(rows)] == [text]


@pytest.mark.parametrize("dpi", RESOLUTIONS)
@pytest.mark.parametrize("text", [CARD, BILL])
@settings(max_examples=20)
@given(x=st.floats(0, 200), y=st.floats(0, 600))
def test_anywhere_on_a_page_a_printer_paints_whole_dots(text: str, dpi: int, x: float, y: float) -> None:
    barcode = fit(text, dpi, 100)
    canvas = Canvas()
    area = draw_pdf(canvas, barcode, x, y, 60)
    canvas.end_page(595.276, 841.89)
    assert abs(area.left - x * dpi / 72) <= 0.5
    assert abs(area.bottom - y * dpi / 72) <= 0.5
    rows = printed(canvas.pdf(), area, dpi)[: barcode.lowest]
    assert np.abs(rows.astype(int) - expected_row(barcode)).max() <= 2  # of 255: a hundredth of a dot


@pytest.mark.parametrize("dpi", RESOLUTIONS)
def test_a_pdf_is_as_large_as_its_barcode_and_holds_the_number_in_groups(dpi: int) -> None:
    barcode = fit(CARD, dpi, 85.6)
    page = pypdfium2.PdfDocument(drawing.pdf(barcode))[0]
    assert page.get_width() * dpi / 72 == pytest.approx(barcode.width, abs=0.01)
    assert page.get_textpage().get_text_range() == "9826 9999 2600 0000 107"


@pytest.mark.parametrize("dpi", RESOLUTIONS)
@pytest.mark.parametrize("text", [CARD, BILL])
def test_the_number_beneath_is_not_cut_and_does_not_touch_the_bars(text: str, dpi: int) -> None:
    barcode = fit(text, dpi, 100)
    area = drawing.area_alone(barcode)
    picture = np.asarray(Image.open(io.BytesIO(drawing.png(barcode))).convert("L"))
    for rows in (picture, printed(drawing.pdf(barcode), area, dpi)):
        gap = rows[area.height - area.line :][: dpi // 100]
        assert (gap > 250).all()
        assert (rows[-1] > 250).all()


@pytest.mark.parametrize("dpi", RESOLUTIONS)
def test_the_path_of_an_svg_is_the_bars_in_dots(dpi: int) -> None:
    barcode = fit(CARD, dpi, 85.6)
    text = drawing.svg(barcode)
    row = np.full(barcode.width, 255, np.uint8)
    for at, width in re.findall(r"M(\d+) 0h(\d+)v\d+h-\2z", text.partition("crispEdges")[2]):
        row[int(at) : int(at) + int(width)] = 0
    assert (row == expected_row(barcode)).all()
    assert f'viewBox="0 0 {barcode.width} ' in text
    assert f'width="{barcode.width_mm:.3f}mm"' in text
    assert ">9826 9999 2600 0000 107</text>" in text


@pytest.mark.parametrize("draw", [drawing.pdf, drawing.png, drawing.svg])
def test_the_same_barcode_is_the_same_bytes(draw: object) -> None:
    assert callable(draw)
    assert draw(fit(CARD, 300, 85.6)) == draw(fit(CARD, 300, 85.6))


@pytest.mark.parametrize(
    ("text", "dpi", "width_mm", "dots_per_module"),
    [
        (CARD, 203, 85.6, 3),
        (CARD, 203, 60, 2),
        (CARD, 300, 85.6, 4),
        (CARD, 300, 59, 3),
        (CARD, 600, 85.6, 9),
        (CARD, 600, 60, 8),
        (BILL, 300, 170, 4),
    ],
)
def test_the_widest_modules_that_fit_are_taken(
    text: str, dpi: int, width_mm: float, dots_per_module: int
) -> None:
    barcode = fit(text, dpi, width_mm)
    assert barcode.dots_per_module == dots_per_module
    assert barcode.width_mm <= width_mm
    assert 0.25 <= dots_per_module * 25.4 / dpi <= 0.4


@given(st.text("0123456789", min_size=13, max_size=32), st.sampled_from(RESOLUTIONS))
def test_a_barcode_fits_exactly_where_it_says_that_it_fits(text: str, dpi: int) -> None:
    smallest = Barcode(text, -(-250 * dpi // 25400), dpi)
    assert fit(text, dpi, smallest.width_mm + 0.001) == smallest
    with pytest.raises(NotAllowed, match=r"needs \d+\.\d mm at \d+ dpi"):
        fit(text, dpi, smallest.width_mm - 0.001)


def test_where_bars_do_not_fit_the_sentence_says_how_much_room_they_need() -> None:
    with pytest.raises(NotAllowed) as refused:
        fit(BILL, 300, 50)
    assert str(refused.value) == (
        "a barcode of 32 digits needs 58.7 mm at 300 dpi, quiet zones included, and there are 50.0 mm; "
        "make room for it or use a shorter number"
    )


def test_another_resolution_is_refused() -> None:
    with pytest.raises(NotAllowed, match="150 dpi is not known; use 203, 300, 600"):
        fit(CARD, 150, 85.6)


@pytest.mark.parametrize("draw", [drawing.pdf, drawing.png, drawing.svg])
def test_bars_that_are_too_low_are_refused(draw: object) -> None:
    assert callable(draw)
    with pytest.raises(NotAllowed, match=r"would be 5\.8 mm high and must be at least 7\.9 mm"):
        draw(fit(CARD, 300, 85.6), 10)


def test_bars_and_spaces_add_up_to_the_symbol_and_keep_off_the_quiet_zones() -> None:
    barcode = fit(CARD, 300, 85.6)
    first, last = barcode.bars[0], barcode.bars[-1]
    assert first[0] == barcode.quiet == 40
    assert sum(last) == barcode.width - barcode.quiet
    assert {width % 4 for _, width in barcode.bars} == {0}
