"""The files of one letter, bill, card or phone image, and how they are proved; nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from paycards.cards.documents import Output
from paycards.issue.proof.of_pdf import prove_pdf
from paycards.issue.proof.of_png import prove_png
from paycards.issue.proof.record import Proof

if TYPE_CHECKING:
    from PIL.Image import Image

    from paycards.issue.artwork.artwork import Artwork
    from paycards.issue.artwork.paper import Holding
    from paycards.issue.barcode.place import Place
    from paycards.issue.pdf.canvas import Canvas


@dataclass(frozen=True)
class DocumentFiles:
    """What is to be written: files by name, and how their barcodes are proved at an instant."""

    files: dict[Path, bytes]
    prove: Callable[[dt.datetime], list[Proof]]


def draw_document(artwork: Artwork, holding: Holding, output: Output, path: Path) -> DocumentFiles:
    """Draw a document for this path; a card becomes two pictures where the path ends in .png.

    Raises CannotPrint, NotAllowed or SettingsError when it cannot be drawn.
    """
    if output == "image":
        return _phone_image(artwork, holding, path)
    pdf, places = _pdf(lambda canvas: _pages(artwork, canvas, holding, output))
    if output == "card" and path.suffix.lower() == ".png":
        return _card_pictures(artwork, pdf, places[0], path)
    return DocumentFiles({path: pdf}, lambda at: prove_pdf(pdf, places, at=at))


def _pages(artwork: Artwork, canvas: Canvas, holding: Holding, output: Output) -> list[Place]:
    from paycards.issue.artwork.card import CardPrinter
    from paycards.issue.artwork.letter import LetterPrinter

    if output == "card":
        return [CardPrinter(artwork, canvas).draw(holding)]
    return LetterPrinter(artwork, canvas).draw(holding)


def _phone_image(artwork: Artwork, holding: Holding, path: Path) -> DocumentFiles:
    from paycards.issue.artwork.phone import DPI, PIXELS, draw_phone
    from paycards.issue.artwork.picture import page_image, png

    pdf, [place] = _pdf(lambda canvas: [draw_phone(artwork, canvas, holding)])
    picture = png(page_image(pdf, 0, DPI, PIXELS), DPI)
    return DocumentFiles({path: picture}, lambda at: _prove_picture(picture, pdf, place, at))


def _card_pictures(artwork: Artwork, pdf: bytes, place: Place, path: Path) -> DocumentFiles:
    """Front and back as they are printed, each with its side in its name."""
    from paycards.issue.artwork.picture import page_image, page_size, png

    dpi = artwork.printing.card_dpi
    size = page_size(pdf, 0, dpi)
    sides: list[Image] = [page_image(pdf, page, dpi, size) for page in (0, 1)]
    front, back = (png(side, dpi) for side in sides)
    files = {path.with_stem(f"{path.stem}-front"): front, path.with_stem(f"{path.stem}-back"): back}
    return DocumentFiles(files, lambda at: _prove_picture(back, pdf, place, at))


def _prove_picture(picture: bytes, pdf: bytes, place: Place, at: dt.datetime) -> list[Proof]:
    """Prove the picture, and the page that it was made from: of the two only a page has a text to compare."""
    prove_pdf(pdf, [place], at=at)
    return [prove_png(picture, place.barcode, place.area, at=at)]


def _pdf(draw: Callable[[Canvas], list[Place]]) -> tuple[bytes, list[Place]]:
    from paycards.issue.pdf.canvas import Canvas

    canvas = Canvas()
    places = draw(canvas)
    return canvas.pdf(), places
