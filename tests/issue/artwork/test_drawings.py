# ruff: noqa: RUF001  # letters of other alphabets are what is tested
"""Cards, letters, bills and phone images: sizes, words, bars, and that nothing is cut or touches."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from paycards.errors import CannotPrint, NotAllowed
from paycards.issue.artwork.letter_style import WINDOW
from paycards.issue.artwork.paper import MM, Box, Holding, Language
from paycards.issue.artwork.phone import DPI, PIXELS
from paycards.issue.artwork.picture import page_image, png
from paycards.issue.barcode.place import Place
from paycards.issue.proof.of_pdf import prove_pdf
from paycards.issue.proof.of_png import prove_png
from tests.issue.artwork.printed import (
    BILL,
    HOLDING,
    LONG_NAME,
    artwork_of,
    assert_clean,
    box_of,
    card,
    letter,
    lines,
    page_sizes,
    phone,
    texts,
)

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
STANDARD, BOTH = artwork_of(), artwork_of(both_languages=True)

LETTERS = "abcdefghijklmnoprstuvwyzŵŷâêîôûïëáéłżśćąęțăšžøåßñçABCDEFGHIJKLMNOPRSTUVWYŴŶÂÉŁŻŠαβγδжищкѐաբგაለሐ"
WORDS = st.text(LETTERS + "-'", min_size=1, max_size=25)
NAMES = st.lists(WORDS, min_size=1, max_size=10).map(" ".join)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=8).map(tuple)
FUNDS = st.sampled_from(["rent", "council_tax", "benefit_overpayment"])
HOLDINGS = st.builds(
    replace,
    st.sampled_from([HOLDING, BILL]),
    holder=NAMES,
    address=LINES,
    fund=FUNDS,
    kind=st.sampled_from(["first", "additional", "replacement"]),
    language=st.sampled_from(["en", "cy"]),
    large_print=st.booleans(),
    reference=st.sampled_from(["R100000001", "770000001", "HB01/" + "9" * 25]),
)


def on_paper(width: float, height: float) -> Box:
    """What Notify leaves free: 15 mm at the sides, 5 mm at top and bottom."""
    return Box(15 * MM, 5 * MM, width - 30 * MM, height - 10 * MM)


def on_card(width: float, height: float) -> Box:
    return Box(0, 0, width, height).inside(2.5 * MM)


def letters_of(text: str) -> str:
    """Without spaces and hyphens: PDFium takes one that ends a line for a divided word, U+FFFE."""
    return "".join(unicodedata.normalize("NFC", text).replace("-", "").replace("\ufffe", "").split())


def read(pdf: bytes, bars: Place, dpi: int) -> list[str]:
    width, height = page_sizes(pdf)[bars.page]
    size = (round(width * dpi / 72), round(height * dpi / 72))
    return [each.text for each in zxingcpp.read_barcodes(page_image(pdf, bars.page, dpi, size))]


@settings(max_examples=60)
@given(HOLDINGS)
@example(replace(HOLDING, holder=LONG_NAME, fund="benefit_overpayment", language="cy"))
@example(replace(HOLDING, holder=LONG_NAME, fund="benefit_overpayment", large_print=True, kind="additional"))
def test_a_letter_holds_all_of_name_and_address_or_is_refused(holding: Holding) -> None:
    try:
        pdf, bars = letter(STANDARD, holding)
    except CannotPrint:
        return
    assert_clean(pdf, bars, on_paper)
    first, last = texts(pdf)[0], texts(pdf)[-1]
    for text in (holding.holder, *holding.address, holding.reference):
        assert letters_of(text) in letters_of(first)
    assert letters_of(holding.holder) in letters_of(last)


@settings(max_examples=60)
@given(HOLDINGS)
def test_a_card_holds_all_of_a_name_or_is_refused(holding: Holding) -> None:
    holding = replace(holding, number=HOLDING.number, amount_pence=None)
    for artwork in (STANDARD, BOTH):
        try:
            pdf, bars = card(artwork, holding)
        except CannotPrint:
            return
        assert_clean(pdf, bars, on_card)
        assert letters_of(holding.holder) in letters_of(texts(pdf)[0])


@given(HOLDINGS)
def test_a_phone_image_holds_all_of_a_name_or_is_refused(holding: Holding) -> None:
    try:
        pdf, bars = phone(STANDARD, holding)
    except CannotPrint:
        return
    assert_clean(pdf, bars, on_card)
    assert letters_of(holding.holder) in letters_of(texts(pdf)[0])


@pytest.mark.parametrize("holding", [HOLDING, replace(HOLDING, holder=LONG_NAME)])
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("large_print", [False, True])
def test_usual_and_long_names_are_not_refused(
    holding: Holding, language: Language, large_print: bool
) -> None:
    wanted = replace(holding, language=language, large_print=large_print)
    for artwork in (STANDARD, BOTH):
        pdf, bars = letter(artwork, wanted)
        assert len(bars) == len(artwork.languages(wanted))
        assert_clean(pdf, bars, on_paper)
        assert_clean(*card(artwork, wanted), on_card)
        assert_clean(*phone(artwork, wanted), on_card)


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_the_bars_of_every_drawing_say_the_number(dpi: int) -> None:
    artwork = artwork_of(card_dpi=dpi, letter_dpi=dpi)
    for pdf, bars in (
        letter(artwork, HOLDING, replace(HOLDING, large_print=True), BILL),
        card(artwork, HOLDING),
    ):
        for place in bars:
            assert read(pdf, place, dpi) == [place.barcode.text]
        assert len(prove_pdf(pdf, bars, at=NOW)) == len(bars)


@pytest.mark.parametrize("holding", [HOLDING, BILL])
def test_the_phone_image_is_proved_as_it_is_sent(holding: Holding) -> None:
    pdf, [place] = phone(STANDARD, holding)
    image = png(page_image(pdf, 0, DPI, PIXELS), DPI)
    assert prove_png(image, place.barcode, place.area, at=NOW).text == place.barcode.text
    assert read(pdf, place, DPI) == [place.barcode.text]


def test_a_card_is_id_1_and_its_picture_has_1011_by_638_dots() -> None:
    pdf, [bars] = card(STANDARD, HOLDING)
    assert page_sizes(pdf) == [pytest.approx((85.60 * MM, 53.98 * MM), abs=0.001)] * 2
    assert bars.page == 1
    image = page_image(pdf, 1, 300, (1011, 638))
    row = image.convert("1").crop((0, 100, 1011, 101)).tobytes()
    assert image.convert("L").crop((0, 100, 1011, 101)).getextrema() == (0, 255)
    assert {count for count, _ in _runs(row)} <= {4 * n for n in range(1, 5)}


def _runs(row: bytes) -> list[tuple[int, str]]:
    """The bars and spaces between the quiet zones, in dots."""
    bits = "".join(f"{byte:08b}" for byte in row)[:1011].strip("1")
    changes = [0, *[n for n in range(1, len(bits)) if bits[n] != bits[n - 1]], len(bits)]
    return [(end - start, bits[start]) for start, end in pairwise(changes)]


def test_bleed_and_crop_marks_stand_outside_of_the_card() -> None:
    artwork = artwork_of(bleed_mm=3, crop_marks=True)
    pdf, [bars] = card(artwork, HOLDING)
    [(width, _), _] = page_sizes(pdf)
    edge = (width - 85.60 * MM) / 2
    assert edge >= 8 * MM
    assert edge * 300 / 72 == pytest.approx(round(edge * 300 / 72))
    assert read(pdf, bars, 300) == [HOLDING.number]
    _, [same] = card(STANDARD, HOLDING)
    assert box_of(bars).x - edge == pytest.approx(box_of(same).x)


def test_there_is_no_address_on_a_card() -> None:
    pdf, _ = card(STANDARD, HOLDING)
    assert not any(line in text for text in texts(pdf) for line in (*HOLDING.address[:2], "Town Hall"))


def test_the_back_of_a_card_is_black_on_white() -> None:
    pdf, _ = card(STANDARD, HOLDING)
    image = page_image(pdf, 1, 300, (1011, 638))
    colours: Any = image.getcolors(1 << 20)
    assert all(red == green == blue for _, (red, green, blue) in colours)


def test_the_address_is_in_the_window() -> None:
    pdf, _ = letter(STANDARD, HOLDING)
    for text in (HOLDING.holder, *HOLDING.address):
        box = next(box for box, line in lines(pdf)[0] if line.strip() == text and box.x < 125 * MM)
        assert WINDOW.x - 1 <= box.x
        assert box.right <= WINDOW.right
        assert WINDOW.y <= box.y
        assert box.top <= WINDOW.top


def test_no_fold_crosses_the_bars() -> None:
    for holding in (HOLDING, BILL):
        _, [bars] = letter(STANDARD, holding)
        assert box_of(bars).top < 99 * MM


def test_nothing_of_a_large_print_letter_is_below_16_points_but_the_window_and_the_bars() -> None:
    pdf, [bars] = letter(STANDARD, replace(HOLDING, large_print=True))
    for page, found in enumerate(lines(pdf)):
        for box, text in found:
            in_window = (
                page == 0 and WINDOW.x - 1 <= box.x <= WINDOW.right and WINDOW.y <= box.y <= WINDOW.top
            )
            beneath_the_bars = text == bars.barcode.written and page == bars.page
            if not (in_window or beneath_the_bars) and any(letter.isupper() for letter in text):
                assert box.height >= 16 * 0.70, text


def test_a_letter_in_both_languages_begins_with_the_customer_s() -> None:
    welsh, english = texts(letter(BOTH, replace(HOLDING, language="cy"))[0])
    assert "Annwyl Mrs Angharad Ŵyn-Griffiths" in welsh
    assert "22 Tachwedd 2026" in welsh
    assert "Cyngor Dosbarth Northvale" in welsh
    assert "Dear Mrs Angharad Ŵyn-Griffiths" in english


def test_a_welsh_letter_has_no_english_in_it() -> None:
    for large_print in (False, True):
        holding = replace(HOLDING, language="cy", large_print=large_print)
        text = " ".join(texts(letter(STANDARD, holding)[0]))
        assert not {"Dear", "your", "the", "card", "pay", "Phone"} & set(text.split())


def test_a_bill_says_the_amount_and_wants_a_number_of_23_digits() -> None:
    text = texts(letter(STANDARD, BILL)[0])[0]
    assert text.count("£123.45") == 3
    with pytest.raises(NotAllowed):
        letter(STANDARD, replace(HOLDING, amount_pence=100))


def test_the_same_data_is_the_same_bytes() -> None:
    for draw in (letter, card):
        assert (
            draw(STANDARD, HOLDING, BILL if draw is letter else HOLDING)[0]
            == (draw(artwork_of(), HOLDING, BILL if draw is letter else HOLDING)[0])
        )
    images = [png(page_image(phone(artwork_of(), HOLDING)[0], 0, DPI, PIXELS), DPI) for _ in range(2)]
    assert images[0] == images[1]


def test_what_all_letters_share_is_in_the_file_once() -> None:
    one, many = (len(letter(STANDARD, *[HOLDING] * count)[0]) for count in (1, 101))
    assert (many - one) / 100 < 2500


def test_a_letter_without_an_address_is_refused() -> None:
    with pytest.raises(CannotPrint, match="no address"):
        letter(STANDARD, replace(HOLDING, address=("", " ")))


def test_limits_and_a_logo_have_room_on_every_drawing(tmp_path: Path) -> None:
    Image.new("RGBA", (900, 300), (120, 30, 60, 255)).save(tmp_path / "logo.png")
    template = tmp_path / "cards.toml"
    template.write_text(
        """
        look = { logo = "logo.png" }
        places = [
            { en = "Post Offices", cy = "Swyddfeydd Post", limit_pence = 99999 },
            { en = "PayPoint shops", cy = "siopau PayPoint", limit_pence = 20000 },
            { en = "Payzone shops", cy = "siopau Payzone", limit_pence = 50000 },
        ]
        """,
        encoding="utf-8",
    )
    for both in (False, True):
        artwork = artwork_of(template=template, both_languages=both)
        for fund in ("rent", "council_tax", "benefit_overpayment"):
            for language in ("en", "cy"):
                holding = replace(HOLDING, fund=fund, language=language)
                assert_clean(*card(artwork, holding), on_card)
                for kind in ("first", "additional", "replacement"):
                    for large_print in (False, True):
                        wanted = replace(holding, kind=kind, large_print=large_print)
                        assert_clean(*letter(artwork, wanted), on_paper)
    assert "£999.99" in texts(card(artwork_of(template=template), HOLDING)[0])[1]
