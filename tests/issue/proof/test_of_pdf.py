"""The proof of a PDF: what is right passes, and every kind of fault is told in a sentence."""

from __future__ import annotations

import io
import itertools
import re
from dataclasses import replace

import barcode as python_barcode
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paycards.errors import ProofFailed
from paycards.issue.barcode.bars import RESOLUTIONS, Area, Barcode, fit
from paycards.issue.barcode.on_page import draw_pdf
from paycards.issue.barcode.place import Place
from paycards.issue.pdf.canvas import Canvas
from paycards.issue.proof.of_pdf import judge_pdf, prove_pdf
from paycards.issue.proof.record import Proof
from tests.issue.proof.drawn import A4, AT, BILL, CARD, OTHER_CARD, Fault, page, with_modules

BARCODE = fit(CARD, 300, 85.6)
TEXTS = st.text("0123456789", min_size=13, max_size=24) | st.text("0123456789", min_size=32, max_size=32)


def sentence(pdf: bytes, place: Place) -> str:
    with pytest.raises(ProofFailed) as failed:
        prove_pdf(pdf, [place], at=AT)
    assert not re.search(r"\d{13}", str(failed.value))
    start = f"page {place.page + 1}, barcode of the number ending {place.barcode.text[-4:]}: "
    assert str(failed.value).startswith(start)
    return str(failed.value).removeprefix(start)


def fault_of(fault: Fault, barcode: Barcode = BARCODE) -> str:
    return sentence(*page(barcode, fault))


@pytest.mark.parametrize("dpi", RESOLUTIONS)
@settings(max_examples=40)
@given(text=TEXTS, x=st.floats(10, 200), y=st.floats(10, 700))
def test_what_is_drawn_right_passes_wherever_it_stands(dpi: int, text: str, x: float, y: float) -> None:
    pdf, place = page(fit(text, dpi, 100), at=(x, y))
    assert [proof.text for proof in prove_pdf(pdf, [place], at=AT)] == [text]


def test_a_proof_says_what_was_read_by_what_and_when() -> None:
    pdf, place = page(BARCODE)
    (proof,) = prove_pdf(pdf, [place], at=AT)
    assert (proof.text, proof.dpi, proof.module_dots, proof.proved_at) == (CARD, 300, 4, AT)
    assert (proof.reader, proof.version.split(".")[0]) == ("zxing-cpp", "3")
    assert set(proof.settings) == {
        "blur_percent_of_module",
        "pixels_in_ten_modules",
        "painter",
        "dots_down",
    }
    assert re.fullmatch(r"[0-9a-f]{64}", proof.sha256)
    assert CARD not in repr(proof)


def test_the_digest_is_that_of_the_picture() -> None:
    first, again = (prove_pdf(*_listed(page(BARCODE)), at=AT)[0] for _ in range(2))
    (other,) = prove_pdf(*_listed(page(fit(OTHER_CARD, 300, 85.6))), at=AT)
    assert first == again
    assert first.sha256 != other.sha256


def _listed(drawn: tuple[bytes, Place]) -> tuple[bytes, list[Place]]:
    return drawn[0], [drawn[1]]


def test_the_bars_of_another_number_fail() -> None:
    pdf, place = page(BARCODE)
    expected = replace(place, barcode=fit(OTHER_CARD, 300, 85.6))
    assert sentence(pdf, expected) == "it reads as a number of 19 digits ending 0107"


@pytest.mark.parametrize("number", ["9999000000000000019", "99990000000000000018"])
def test_bars_that_lost_a_leading_99_fail(number: str) -> None:
    fault = python_barcode.codex.Code128(number).build()[0]
    wrong = with_modules(fit(number, 300, 85.6), fault)
    assert re.fullmatch(r"it reads as a number of 1[78] digits ending 001[89]", sentence(*page(wrong)))


def jitter(code: str) -> str:
    """Every third bar one dot wider to the right, as an image writer rounds."""
    count = itertools.count()
    return re.sub(
        r" (\d+) (\d+) re", lambda bar: f" {int(bar[1]) + (next(count) % 3 == 1)} {bar[2]} re", code
    )


def test_bars_that_are_uneven_by_one_dot_fail() -> None:
    assert fault_of(Fault(bars=jitter)) == "bar 2 is 5 dots wide, which is not 1 to 4 modules of 4 dots"


@pytest.mark.parametrize("dpi", RESOLUTIONS)
def test_bars_that_are_uneven_by_part_of_a_dot_fail(dpi: int) -> None:
    fault = Fault(bars=lambda code: re.sub(r" (\d+) (\d+) re", r" \1.4 \2 re", code))
    assert fault_of(fault, fit(CARD, dpi, 85.6)).startswith("an edge of a bar lies within a dot")


@pytest.mark.parametrize("share", [0.97, 0.99, 1.001, 1.01, 1.03])
def test_bars_that_are_scaled_by_a_fraction_fail(share: float) -> None:
    def scale(canvas: Canvas) -> None:
        Canvas.operators(canvas, f"{share} 0 0 1 {100 - 100 * share} 0 cm")

    fault_of(Fault(before=scale))


def test_bars_that_are_moved_by_half_a_dot_fail() -> None:
    assert fault_of(Fault(before=lambda canvas: Canvas.operators(canvas, "1 0 0 1 0.12 0 cm"))).startswith(
        "an edge of a bar"
    )


def test_bars_of_another_resolution_fail() -> None:
    pdf, place = page(Barcode(CARD, 4, 300))
    area = Area(*(2 * length for length in vars(place.area).values()))
    assert sentence(pdf, Place(0, Barcode(CARD, 4, 600), area)).startswith("a module of 4 dots is narrower")


def rectangle(canvas: Canvas, box: tuple[int, int, int, int], grey: float = 0) -> None:
    """A rectangle, its box (left, bottom, width, height) in dots of 300 dpi."""
    left, bottom, width, height = (length * 0.24 for length in box)
    canvas.block(left, bottom, width, height, "#" + 3 * f"{round(255 * grey):02x}")


@pytest.mark.parametrize(("side", "left"), [("left", 5), ("right", 704 - 15)])
def test_a_line_in_the_quiet_zone_fails(side: str, left: int) -> None:
    line = Fault(
        after=lambda canvas, area: rectangle(canvas, (area.left + left, area.bottom, 10, area.height))
    )
    assert re.fullmatch(rf"the quiet zone on the {side} is [45] dots wide and must be 40", fault_of(line))


@pytest.mark.parametrize("grey", [0, 0.5, 1])
@pytest.mark.parametrize("height", [2, 20, 400])
def test_a_logo_over_the_bars_fails(grey: float, height: int) -> None:
    logo = Fault(
        after=lambda canvas, area: rectangle(canvas, (area.left + 300, area.bottom + 100, 40, height), grey)
    )
    assert fault_of(logo)


@pytest.mark.parametrize("grey", [0, 1])
@pytest.mark.parametrize("up", [60, 61, 62, 63, 200])
def test_a_hair_line_of_one_dot_across_the_bars_fails_at_600_dpi(up: int, grey: float) -> None:
    def hair(canvas: Canvas, area: Area) -> None:
        Canvas.operators(canvas, "0.5 0 0 0.5 0 0 cm")  # a dot of 600 dpi
        rectangle(canvas, (area.left + 200, area.bottom + area.line + up, 600, 1), grey)

    assert fault_of(Fault(after=hair), fit(CARD, 600, 85.6)).startswith("something lies over the bars")


def test_white_bars_on_white_fail() -> None:
    assert fault_of(Fault(bars=lambda code: code.replace("0 g", "1 g"))) == "it has no black bars"


@pytest.mark.parametrize("grey", ["0.2", "0.5"])
def test_grey_bars_fail(grey: str) -> None:
    fault_of(Fault(bars=lambda code: code.replace("0 g", f"{grey} g")))


def test_bars_on_a_coloured_ground_fail() -> None:
    fault = Fault(before=lambda canvas: rectangle(canvas, (0, 0, 2480, 3508), 0.6))
    assert fault_of(fault).startswith("the quiet zone") or fault_of(fault).startswith("an edge")


def test_no_bars_at_all_fail() -> None:
    assert fault_of(Fault(bars=lambda _: "")) == "it has no black bars"


def test_bars_that_are_too_low_fail() -> None:
    pdf, place = page(BARCODE)
    low = Area(place.area.left, place.area.bottom, place.area.width, 90, place.area.line)
    assert re.match(
        r"its bars are \d+ dots high and must be at least 93", sentence(pdf, replace(place, area=low))
    )


def test_a_missing_number_fails() -> None:
    assert fault_of(Fault(number=lambda _: "")) == "no number is printed beneath"


@pytest.mark.parametrize(
    "wrong",
    [
        "9826 9999 2600 0000 108",
        "9826 9999 2600 0000 10",
        "9826999926000000107",
        "9826 9999 2600 0000 1O7",
        "No. 9826 9999 2600 0000 107",
    ],
)
def test_another_text_beneath_fails(wrong: str) -> None:
    assert fault_of(Fault(number=lambda _: wrong)) == "the text beneath is not the number in groups of four"


def test_a_white_number_on_white_fails() -> None:
    assert fault_of(Fault(ink="#ffffff")) == "a digit of the number beneath cannot be seen"


def test_a_number_of_which_a_digit_is_covered_fails() -> None:
    cover = Fault(after=lambda canvas, area: rectangle(canvas, (area.left + 340, area.bottom, 60, 45), 1))
    assert fault_of(cover) == "a digit of the number beneath cannot be seen"


@pytest.mark.parametrize("at", [(-5, 100), (100, -5), (450, 100), (100, 800)])
def test_bars_that_run_over_the_edge_of_the_page_fail(at: tuple[float, float]) -> None:
    assert sentence(*page(BARCODE, at=at)) == "it runs over the edge of the page"


def test_a_page_that_is_turned_or_missing_fails() -> None:
    pdf, place = page(BARCODE)
    turned = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.pages[0].rotate(90, relative=False)
        document.save(turned)
    assert sentence(turned.getvalue(), place) == "the page is turned"
    assert sentence(pdf, replace(place, page=3)) == "the file has no such page"


def test_of_many_places_each_has_its_own_verdict_in_order() -> None:
    canvas, places = Canvas(), []
    for number in range(4):
        for text, height in ((CARD, 300), (BILL, 500)):
            barcode = fit(text, 300, 100)
            drawn = fit(OTHER_CARD, 300, 100) if (number, text) == (2, CARD) else barcode
            places.append(Place(number, barcode, draw_pdf(canvas, drawn, 80, height, 60)))
        canvas.end_page(*A4)
    verdicts = list(judge_pdf(canvas.pdf(), places, at=AT))
    assert [isinstance(verdict, Proof) for verdict in verdicts] == [number != 4 for number in range(8)]
    assert str(verdicts[4]) == (
        "page 3, barcode of the number ending 0107: it reads as a number of 19 digits ending 0289"
    )
