"""Proof of barcodes on the pages of a PDF: the file that goes to the printer, not the data that made it.

Each area is painted by PDFium on the grid of the printer's dots, measured (`measuring`), read back
(`reading`), and the number beneath is taken from the text of the page. Across, a pixel is one dot; down, it
is several dots of a fine printer, and grey if they are not all alike.

What it proves: the bars in this file, painted at this resolution, say the number and keep the rules of
widths, height and quiet zones; the text beneath is the same number in groups of four, and each of its
digits has ink where it says that it stands. What it cannot prove: that the shape of a digit is that of its
code (a broken font could draw a 3 for an 8), and whatever the printer, its driver or a scaling "to fit the
page" does afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from paycards.errors import ProofFailed
from paycards.issue.barcode.place import Place
from paycards.issue.proof.measuring import fault_of_bars
from paycards.issue.proof.of_qr import fault_of_qr
from paycards.issue.proof.painting import fault_of_place, paint, painter, widen
from paycards.issue.proof.printed import fault_of_text
from paycards.issue.proof.reading import fault_of_reading
from paycards.issue.proof.record import Picture, Proof, record

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage


def prove_pdf(pdf: bytes | Path, places: Iterable[Place], *, at: dt.datetime) -> list[Proof]:
    """A proof of each place, in order. Raises ProofFailed for the first that fails."""
    proofs = []
    for verdict in judge_pdf(pdf, places, at=at):
        if isinstance(verdict, ProofFailed):
            raise verdict
        proofs.append(verdict)
    return proofs


def judge_pdf(
    pdf: bytes | Path, places: Iterable[Place], *, at: dt.datetime
) -> Iterator[Proof | ProofFailed]:
    """A proof or what is wrong, for each place in order. The document is opened once."""
    from pypdfium2 import PdfDocument

    with closing(PdfDocument(pdf)) as document:
        for page_number, on_page in groupby(places, lambda place: place.page):
            if page_number >= len(document):
                yield from (_failed(place, "the file has no such page") for place in on_page)
                continue
            of_page = list(on_page)
            off = [_fault_of_link(document, place) for place in of_page]
            with closing(document[page_number]) as page:
                yield from _judge_page(page, of_page, off, at)


def _fault_of_link(document: PdfDocument, place: Place) -> str:
    """What is wrong with the code of the address that goes with a barcode, which may be on another page."""
    if place.link is None:
        return ""
    with closing(document[place.link.page]) as page:
        fault = fault_of_qr(page, place.link)
    return fault and f"the code of its address: {fault}"


def _judge_page(
    page: PdfPage, places: list[Place], off: list[str], at: dt.datetime
) -> Iterator[Proof | ProofFailed]:
    off = [
        fault or fault_of_place(page, place.area, place.barcode.dpi)
        for place, fault in zip(places, off, strict=True)
    ]
    widen(page)
    for place, fault in zip(places, off, strict=True):
        picture = paint(page, place.area, place.barcode.dpi, place.dots_down)
        if fault := fault or _fault(page, picture, place):
            yield _failed(place, fault)
        else:
            yield record(place.barcode, picture, at, painter=painter(), dots_down=place.dots_down)


def _fault(page: PdfPage, picture: Picture, place: Place) -> str:
    height = place.area.height - place.area.line
    rows = height // place.dots_down
    bars, line = picture[:rows], picture[rows:]
    return (
        fault_of_bars(bars, place.barcode, height)
        or fault_of_reading(bars, place.barcode)
        or fault_of_text(page, line, place.barcode, place.area)
    )


def _failed(place: Place, fault: str) -> ProofFailed:
    ending = place.barcode.text[-4:]
    return ProofFailed(f"page {place.page + 1}, barcode of the number ending {ending}: {fault}")
