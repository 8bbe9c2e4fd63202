"""Letters, cards and phone images that people can read and obey."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from paycards.errors import SettingsError
from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.greeting import Customer
from paycards.issue.artwork.letter import LetterPrinter
from paycards.issue.artwork.paper import MM, Holding, Kind, Language
from paycards.issue.artwork.slip import CARD, LEAVES
from paycards.issue.card_link import CardLink
from paycards.issue.pdf.canvas import Canvas
from paycards.issue.proof.of_pdf import prove_pdf
from paycards.settings.council import Council
from paycards.settings.printing import Address
from tests.issue.artwork.printed import (
    ADDRESS,
    BILL,
    HOLDING,
    LONG_NAME,
    artwork_of,
    box_of,
    card,
    letter,
    lines,
    phone,
    texts,
)

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
FLAT = ("Flat 3, Harbour House", "12 Queen's Parade", "Eastgate", "Northvale", "NV2 4QT")
LINK = CardLink("https://pay.northvale.example", "kh02z13yat56snhj8janbk3xy3cs")
LANGUAGES: tuple[Language, ...] = ("en", "cy")
KINDS: tuple[Kind, ...] = ("first", "additional", "replacement")
ALL = [
    replace(holding, language=language, fund=fund, kind=kind, large_print=large_print)
    for holding, language, fund, kind, large_print in product(
        (HOLDING, BILL), LANGUAGES, ("rent", "council_tax", "benefit_overpayment"), KINDS, (False, True)
    )
]


def sizes(pdf: bytes) -> Iterator[tuple[str, float, float]]:
    """Each line of text with the size of its smallest character, in points, and its height on the page."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        text = page.get_textpage()
        line, smallest, y = "", 1000.0, 0.0
        for at in range(text.count_chars()):
            character = text.get_text_range(at, 1)
            if character in "\r\n":
                if line:
                    yield line, smallest, y
                line, smallest = "", 1000.0
                continue
            line = line + character
            if not character.isspace():  # PDFium makes spaces up, and these have no size
                y = text.get_charbox(at)[1]
                smallest = min(smallest, pdfium.FPDFText_GetFontSize(text, at))
        if line:
            yield line, smallest, y
    document.close()


def size_of(pdf: bytes, words: str) -> float:
    return next(size for line, size, _ in sizes(pdf) if words in line)


@pytest.mark.parametrize("both_languages", [False, True])
def test_all_of_a_letter_but_the_number_beneath_the_bars_is_at_least_12_points(both_languages: bool) -> None:
    artwork = artwork_of(both_languages=both_languages)
    for holding in ALL:
        pdf, bars = letter(artwork, replace(holding, link=LINK if both_languages else None))
        small = {line.strip() for line, size, _ in sizes(pdf) if size < 12}
        assert small <= {bars[0].barcode.written}


def test_the_offer_of_large_print_is_in_large_print() -> None:
    for holding in ALL:
        pdf, _ = letter(artwork_of(), holding)
        assert size_of(pdf, "large print" if holding.language == "en" else "print bras") >= 16


def test_a_standard_letter_is_one_page_and_a_large_print_letter_two() -> None:
    for holding in ALL:
        assert len(texts(letter(artwork_of(), holding)[0])) == (2 if holding.large_print else 1)


def test_a_letter_says_that_the_card_must_be_cut_out() -> None:
    for holding in ALL:
        text = " ".join(texts(letter(artwork_of(), holding)[0]))
        assert text.count("Cut out" if holding.language == "en" else "Torrwch") >= 3
        assert "Tear" not in text
        assert "Rhwyg" not in text


def test_the_large_print_card_folds_to_the_size_of_a_bank_card() -> None:
    assert (LEAVES.width / 2, LEAVES.height) == (CARD.width, CARD.height)
    assert CARD.width == pytest.approx(85.6 * MM)
    assert CARD.height == pytest.approx(54 * MM)
    fold = LEAVES.x + LEAVES.width / 2
    for holding in (HOLDING, replace(HOLDING, holder=LONG_NAME, fund="benefit_overpayment"), BILL):
        pdf, [bars] = letter(artwork_of(), replace(holding, large_print=True))
        on_leaves = [box for box, _ in lines(pdf)[1] if LEAVES.y < box.y < LEAVES.top]
        assert len(on_leaves) >= 5
        for box in (*on_leaves, box_of(bars)):
            assert box.right < fold or box.x > fold
            assert box.x > LEAVES.x
            assert box.right < LEAVES.right


def test_the_address_of_a_flat_stands_in_the_window_in_12_points() -> None:
    for holder in (HOLDING.holder, LONG_NAME):
        pdf, _ = letter(artwork_of(), replace(HOLDING, holder=holder, address=FLAT))
        assert size_of(pdf, "Flat 3, Harbour House") == 12
        assert size_of(pdf, "NV2 4QT") == 12
    pdf, _ = letter(artwork_of(), replace(HOLDING, address=FLAT))
    assert "NV2 4QT" in written(pdf)  # on a line of its own where there is room


def test_the_back_of_a_card_is_as_large_as_its_place_allows() -> None:
    assert size_of(card(artwork_of(), HOLDING)[0], "Keep your receipt") >= 9
    assert size_of(card(artwork_of("paypoint"), HOLDING)[0], "Keep your receipt") >= 9.5
    for artwork in (artwork_of(), artwork_of("paypoint")):
        pdf, _ = card(artwork, HOLDING)
        back = [box for box, _ in lines(pdf)[1]]
        assert min(box.y for box in back) < 8 * MM  # the words reach down to the edge


def test_a_phone_image_is_at_least_12_points_for_usual_names() -> None:
    for holding in (HOLDING, BILL, replace(BILL, language="cy", fund="benefit_overpayment")):
        pdf, [bars] = phone(artwork_of(), holding)
        assert {line.strip() for line, size, _ in sizes(pdf) if size < 12} <= {bars.barcode.written}


PLACES = {
    "post_office": ("Post Office", "Swyddfeydd Post"),
    "paypoint": ("PayPoint", "PayPoint"),
    "payzone": ("Payzone", "Payzone"),
}


def everything(artwork: Artwork, holding: Holding) -> str:
    """All that is printed for a holding."""
    bill = replace(BILL, language=holding.language)
    large = replace(holding, large_print=True)
    drawings: list[bytes] = [letter(artwork, each)[0] for each in (holding, large, bill)]
    drawings += [card(artwork, holding)[0], phone(artwork, holding)[0], phone(artwork, bill)[0]]
    return " ".join(text for pdf in drawings for text in texts(pdf))


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize(
    ("channels", "taken"),
    [
        (("paypoint",), {"paypoint"}),
        (("post_office",), {"post_office"}),
        (("payzone", "paypoint"), {"payzone", "paypoint"}),
        (("allpay",), {"post_office", "paypoint", "payzone"}),
    ],
)
def test_only_places_that_the_contracts_cover_are_named(
    channels: tuple[str, ...], taken: set[str], language: Any
) -> None:
    text = everything(artwork_of(*channels), replace(HOLDING, language=language))
    for channel, names in PLACES.items():
        name = names[0 if language == "en" else 1]
        assert (name in text) == (channel in taken), name
    assert "shops and Post Offices" not in text


def test_a_council_whose_contracts_name_no_place_sends_people_to_its_web_page() -> None:
    for channels in ((), ("own-layout",)):
        council = artwork_of(*channels).council
        artwork = Artwork(council, channels=channels)
        text = everything(artwork, HOLDING)
        assert not any(name in text for names in PLACES.values() for name in names)
        assert "Pay at the places listed at northvale.example/pay" in text


def test_a_contract_that_names_a_layout_has_the_places_of_its_channel() -> None:
    artwork = Artwork(artwork_of("our-paypoint").council, channels=["paypoint"])
    assert "Pay at PayPoint shops." in texts(letter(artwork, HOLDING)[0])[0]


@pytest.mark.parametrize(
    ("holder", "customer", "english", "welsh"),
    [
        ("Miss M Adeyemi", Customer("Miss", "Maria", "Adeyemi"), "Dear Miss Adeyemi", "Annwyl Miss Adeyemi"),
        ("M Adeyemi", Customer("", "Maria", "Adeyemi"), "Dear Maria Adeyemi", "Annwyl Maria Adeyemi"),
        ("Hafan Ltd", Customer("", "", "Hafan Ltd"), "Dear Sir or Madam", "Annwyl Syr neu Fadam"),
    ],
)
def test_a_letter_greets_as_people_write(holder: str, customer: Customer, english: str, welsh: str) -> None:
    holding = replace(HOLDING, holder=holder, customer=customer)
    for large_print in (False, True):
        wanted = replace(holding, large_print=large_print)
        assert english in written(letter(artwork_of(), wanted)[0])
        assert welsh in written(letter(artwork_of(), replace(wanted, language="cy"))[0])


def written(pdf: bytes) -> list[str]:
    """The lines of the first page."""
    return [line.strip() for _, line in lines(pdf)[0]]


@pytest.mark.parametrize("large_print", [False, True])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_ruler_is_a_hundred_millimetres_long_on_paper(large_print: bool, language: Any) -> None:
    canvas = Canvas()
    printer = LetterPrinter(artwork_of(), canvas)
    holding = replace(HOLDING, large_print=large_print, language=language)
    places = [*printer.draw(holding, ruler=True), *printer.draw(holding)]
    pdf = canvas.pdf()
    with_line = [page for page, text in enumerate(texts(pdf)) if "100 mm" in text]
    assert with_line == [0]
    assert longest_line(pdf) == pytest.approx(100, abs=0.2)
    assert len(prove_pdf(pdf, places, at=NOW)) == 2


def longest_line(pdf: bytes) -> float:
    """The longest run of dark dots at the foot of the first page, in millimetres."""
    dpi = 300
    document = pypdfium2.PdfDocument(pdf)
    dark = document[0].render(scale=dpi / 72, grayscale=True).to_numpy()[-int(16 * dpi / 25.4) :] < 200
    document.close()
    runs = [np.diff(np.flatnonzero(np.diff(row, prepend=False, append=False)))[::2] for row in dark]
    return max(int(run.max()) for run in runs if run.size) * 25.4 / dpi


def test_a_long_web_address_is_divided_and_not_made_small() -> None:
    address = ADDRESS.model_copy(update={"web": "www.northumberland-and-borders.gov.uk/council-tax/pay"})
    council = artwork_of().council.model_copy(update={"address": address})
    pdf, _ = letter(Artwork(council), HOLDING)
    assert size_of(pdf, "www.northumberland-and") == 12
    assert "council-tax/pay" in texts(pdf)[0].replace("\ufffe", "-")


def test_a_council_s_address_that_does_not_fit_the_head_is_said_so() -> None:
    seven = Address(lines=("Line",) * 7, phone="01632 960 100", web="northvale.example/pay")
    council = Council(code="NVD", name="Northvale District Council", address=seven)
    assert texts(letter(Artwork(council), HOLDING)[0])[0].count("Line ") == 7
    twice = seven.model_copy(update={"lines": ("Customer Services and Revenues Team",) * 7})
    with pytest.raises(SettingsError, match="too many lines"):
        letter(Artwork(council.model_copy(update={"address": twice})), HOLDING)
