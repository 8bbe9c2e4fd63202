"""Barcodes on a page, as they should be and with every fault that drawing or a template could bring."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, replace

from reportlab.pdfgen.canvas import Canvas

from paycards.issue.barcode import Area, Barcode, draw_pdf
from paycards.issue.proof import Place

A4 = (595.276, 841.89)
AT = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
CARD = "9826999926000000107"
OTHER_CARD = "9826999926000000289"
BILL = "98269999000000000000011000012345"


class Spoilt(Canvas):
    """A canvas that changes what is drawn on it."""

    bars: Callable[[str], str] = staticmethod(lambda code: code)
    number: Callable[[str], str] = staticmethod(lambda text: text)
    ink: str = "0 g"

    def addLiteral(self, s: str, escaped: int = 1) -> None:  # noqa: N802
        super().addLiteral(self.bars(s), escaped)

    def drawCentredString(self, x: float, y: float, text: str, *rest: object, **more: object) -> None:  # noqa: N802
        super().addLiteral(self.ink)
        super().drawCentredString(x, y, self.number(text), *rest, **more)
        super().addLiteral("0 g")


@dataclass(frozen=True)
class Fault:
    """What is done before, while and after a barcode is drawn."""

    before: Callable[[Canvas], object] = lambda _: None
    bars: Callable[[str], str] = lambda code: code
    number: Callable[[str], str] = lambda text: text
    ink: str = "0 g"
    after: Callable[[Canvas, Area], object] = lambda *_: None


def page(
    barcode: Barcode, fault: Fault | None = None, at: tuple[float, float] = (100, 400)
) -> tuple[bytes, Place]:
    """An A4 page with some text and a barcode, and where it stands."""
    fault, file = fault or Fault(), io.BytesIO()
    canvas = Spoilt(file, A4, invariant=1)
    canvas.bars, canvas.number, canvas.ink = fault.bars, fault.number, fault.ink  # type: ignore[method-assign]
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 780, f"Your payment card has the number {barcode.written}.")
    fault.before(canvas)
    area = draw_pdf(canvas, barcode, *at, 60)
    fault.after(canvas, area)
    canvas.save()
    return file.getvalue(), Place(0, barcode, area)


def with_modules(barcode: Barcode, modules: str) -> Barcode:
    """The barcode with other bars than its number has."""
    other = replace(barcode)
    other.__dict__["modules"] = modules
    return other
