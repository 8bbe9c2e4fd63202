"""Draws for tests, and measures what stands on the pages of the PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pypdfium2

from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.card import CardPrinter
from paycards.issue.artwork.letter import LetterPrinter
from paycards.issue.artwork.paper import Box, Holding
from paycards.issue.artwork.phone import draw_phone
from paycards.issue.barcode.place import Place
from paycards.issue.pdf.canvas import Canvas
from paycards.settings.contract import Contract
from paycards.settings.council import Council
from paycards.settings.printing import Address, Printing

ADDRESS = Address(
    lines=("Customer Services", "Town Hall", "1 Market Square", "Northvale", "NV1 1AA"),
    lines_cy=("Gwasanaethau Cwsmeriaid", "Neuadd y Dref", "1 Sgwâr y Farchnad", "Northvale", "NV1 1AA"),
    phone="01632 960 100",
    web="northvale.example/pay",
)
HOLDING = Holding(
    number="9826999926000000107",
    fund="rent",
    reference="R100000001",
    holder="Mrs Angharad Ŵyn-Griffiths",
    address=("12 Harbour View", "Eastgate", "Northvale", "NV2 4QT"),
    date=dt.date(2026, 11, 22),
)
BILL = replace(HOLDING, number="98269999000000000000011", amount_pence=123_45)
LONG_NAME = "Mr Bartholomew Featherstonehaugh-Cholmondeley and Mrs Alexandrina Featherstonehaugh"


def artwork_of(*channels: str, name: str = "Northvale District Council", **printing: Any) -> Artwork:
    """The artwork of an invented council with contracts of these channels, or of allpay."""
    contracts = [
        Contract(code=f"NVD-{number}", channel=channel, client_code=str(number))
        for number, channel in enumerate(channels or ("allpay",))
    ]
    return Artwork(
        Council(
            code="NVD",
            name=name,
            contracts=tuple(contracts),
            address=ADDRESS,
            printing=Printing(name_cy="Cyngor Dosbarth Northvale", **printing),
        )
    )


def drawn(draw: Callable[[Canvas], Any]) -> tuple[bytes, Any]:
    canvas = Canvas()
    found = draw(canvas)
    return canvas.pdf(), found


def letter(artwork: Artwork, *holdings: Holding) -> tuple[bytes, list[Place]]:
    def draw(canvas: Canvas) -> list[Place]:
        printer = LetterPrinter(artwork, canvas)
        return [bars for holding in holdings for bars in printer.draw(holding)]

    return drawn(draw)


def card(artwork: Artwork, *holdings: Holding) -> tuple[bytes, list[Place]]:
    def draw(canvas: Canvas) -> list[Place]:
        printer = CardPrinter(artwork, canvas)
        return [printer.draw(holding) for holding in holdings]

    return drawn(draw)


def phone(artwork: Artwork, holding: Holding) -> tuple[bytes, list[Place]]:
    return drawn(lambda canvas: [draw_phone(artwork, canvas, holding)])


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    document = pypdfium2.PdfDocument(pdf)
    sizes = [page.get_size() for page in document]
    document.close()
    return sizes


def texts(pdf: bytes) -> list[str]:
    """The text of each page, with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    found = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return found


def lines(pdf: bytes) -> list[list[tuple[Box, str]]]:
    """The ink of each piece of text on each page, and what it says."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        text = page.get_textpage()
        boxes = [text.get_rect(n) for n in range(text.count_rects())]
        pages.append(
            [
                (
                    Box(left, bottom, right - left, top - bottom),
                    text.get_text_bounded(left, bottom, right, top),
                )
                for left, bottom, right, top in boxes
            ]
        )
    document.close()
    return pages


def box_of(place: Place) -> Box:
    """The room of bars, in points."""
    dot, area = 72 / place.barcode.dpi, place.area
    return Box(area.left * dot, area.bottom * dot, area.width * dot, area.height * dot)


def overlap(one: Box, other: Box, by: float = 0.8) -> bool:  # points: an accent may stand beside a tail
    return (
        min(one.right, other.right) - max(one.x, other.x) > by
        and min(one.top, other.top) - max(one.y, other.y) > by
    )


def assert_clean(pdf: bytes, bars: list[Place], area: Callable[[float, float], Box]) -> None:
    """No text leaves its area or touches other text, and none but their number is in the room of bars."""
    for page, ((width, height), found) in enumerate(zip(page_sizes(pdf), lines(pdf), strict=True)):
        room = area(width, height)
        for box, text in found:
            inside = box.x >= room.x and box.y >= room.y and box.right <= room.right and box.top <= room.top
            assert inside, f"{text!r} leaves its area on page {page}"
        for (one, text), (other, other_text) in combinations(found, 2):
            assert not overlap(one, other), f"{text!r} touches {other_text!r} on page {page}"
        for place in bars:
            if place.page == page:
                touching = [text for box, text in found if overlap(box, box_of(place))]
                assert touching == [place.barcode.written]
