"""Barcodes on a page, as they should be and with every fault that drawing or a template could bring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from reportlab.pdfbase.ttfonts import TTFont

from paycards.issue.barcode.bars import Area, Barcode
from paycards.issue.barcode.on_page import draw_pdf
from paycards.issue.barcode.place import Place
from paycards.issue.pdf.canvas import Canvas

A4 = (595.276, 841.89)
AT = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
CARD = "9826999926000000107"
OTHER_CARD = "9826999926000000289"
BILL = "98269999000000000000011000012345"


@dataclass(frozen=True)
class Fault:
    """What is done before, while and after a barcode is drawn."""

    before: Callable[[Canvas], object] = lambda _: None
    bars: Callable[[str], str] = lambda code: code
    number: Callable[[str], str] = lambda text: text
    ink: str = "#000000"
    after: Callable[[Canvas, Area], object] = lambda *_: None


class Spoilt(Canvas):
    """A canvas that changes what is drawn on it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault

    def operators(self, operators: str) -> None:
        super().operators(self.fault.bars(operators))

    def write(
        self, x: float, y: float, runs: Iterable[tuple[TTFont, str]], size: float, colour: str = ""
    ) -> None:
        changed = [(font, self.fault.number(text)) for font, text in runs]
        super().write(x, y, changed, size, self.fault.ink)


def page(
    barcode: Barcode, fault: Fault | None = None, at: tuple[float, float] = (100, 400)
) -> tuple[bytes, Place]:
    """An A4 page with some text and a barcode, and where it stands."""
    fault = fault or Fault()
    canvas = Spoilt(fault)
    text = f"Your payment card has the number {barcode.written}."
    Canvas.write(canvas, 72, 780, [(TTFont("Vera", "Vera.ttf"), text)], 11)
    fault.before(canvas)
    area = draw_pdf(canvas, barcode, *at, 60)
    fault.after(canvas, area)
    canvas.end_page(*A4)
    return canvas.pdf(), Place(0, barcode, area)


def with_modules(barcode: Barcode, modules: str) -> Barcode:
    """The barcode with other bars than its number has."""
    other = replace(barcode)
    other.__dict__["modules"] = modules
    return other
