"""The code of the customer's page on a letter passes as drawn; soiled, moved or for another address not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from paycards.errors import ProofFailed, SettingsError
from paycards.issue.artwork.letter import LetterPrinter
from paycards.issue.barcode.place import Place
from paycards.issue.barcode.qr import QrCode, fit_qr
from paycards.issue.card_link import CardLink, token
from paycards.issue.pdf.canvas import Canvas
from paycards.issue.proof.of_pdf import prove_pdf
from tests.issue.artwork.printed import HOLDING, artwork_of, drawn

AT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
LINK = CardLink("https://pay.northvale.example", token(b"k" * 32, "NVD", HOLDING.number, 1))
LINKED = replace(HOLDING, link=LINK)


def letter(dpi: int = 600, spoil: Callable[[Canvas], object] = lambda _: None) -> tuple[bytes, list[Place]]:
    def draw(canvas: Canvas) -> list[Place]:
        ending = canvas.end_page
        canvas.end_page = lambda *size: (spoil(canvas), ending(*size))  # type: ignore[assignment]
        return LetterPrinter(artwork_of(letter_dpi=dpi), canvas).draw(LINKED)

    return drawn(draw)


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("large", [False, True])
def test_the_code_of_every_letter_reads_as_its_address(dpi: int, language: str, *, large: bool) -> None:
    holding = replace(LINKED, language=language, large_print=large)  # type: ignore[arg-type]
    pdf, places = drawn(lambda canvas: LetterPrinter(artwork_of(letter_dpi=dpi), canvas).draw(holding))
    assert [place.link.text for place in places if place.link] == [LINK.url(language)]
    assert len(prove_pdf(pdf, places, at=AT)) == 1


def fault(pdf: bytes, places: list[Place]) -> str:
    with pytest.raises(ProofFailed) as failed:
        prove_pdf(pdf, places, at=AT)
    assert LINK.token not in str(failed.value)
    return str(failed.value).split("the code of its address: ")[1]


def spot(canvas: Canvas) -> None:
    canvas.block(100, 595, 3, 3, "#000000")


def test_a_spot_on_it_is_found() -> None:
    assert fault(*letter(spoil=spot)) == "something lies over it, or it was scaled"


def changed(places: list[Place], **to: object) -> list[Place]:
    [place] = places
    assert place.link is not None
    return [replace(place, link=replace(place.link, **to))]  # type: ignore[arg-type]


def test_another_address_another_place_and_one_that_is_not_written_are_found() -> None:
    pdf, places = letter()
    assert "scaled" in fault(pdf, changed(places, text=LINK.url("cy")))
    assert "scaled" in fault(pdf, changed(places, left=1))
    assert "not written" in fault(pdf, changed(places, beneath="pay.northvale.example/en/c/other"))
    assert "edge of the page" in fault(pdf, changed(places, left=-50))


def test_an_address_that_is_too_long_for_a_readable_code_is_refused() -> None:
    assert isinstance(fit_qr("https://pay.northvale.example", 0, 10, 10, size_mm=22, dpi=203), QrCode)
    with pytest.raises(SettingsError):
        fit_qr("https://pay.northvale.example/" + "x" * 300, 0, 10, 10, size_mm=22, dpi=203)
