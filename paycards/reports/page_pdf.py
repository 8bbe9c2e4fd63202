"""A page of tables as a PDF, A4."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from paycards.errors import MOST_OF_A_SENTENCE, shown
from paycards.reports import page as pages
from paycards.reports.page import Page

REGULAR, BOLD = "PaycardsSans", "PaycardsSans-Bold"
FONTS = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf"}
MARGIN = 16 * mm
GREY = colors.HexColor("#bbbbbb")
BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=9.5, leading=13)
HEADING = ParagraphStyle("heading", parent=BODY, fontName=BOLD, fontSize=12, leading=16, spaceBefore=10)
TITLE = ParagraphStyle("title", parent=HEADING, fontSize=16, leading=21)


@dataclass(frozen=True)
class Set:
    """How the tables of a page are set: text, numbers, headings, and the room in a cell, above and below."""

    cell: ParagraphStyle
    number: ParagraphStyle
    heading: ParagraphStyle
    padding: float


def _set(size: float, heading: ParagraphStyle, padding: float) -> Set:
    cell = ParagraphStyle("cell", parent=BODY, fontSize=size, leading=size + 2)
    return Set(cell, ParagraphStyle("number", parent=cell, alignment=2), heading, padding)


OPEN = _set(8.5, HEADING, 3)
DENSE = _set(7, ParagraphStyle("dense", parent=HEADING, fontSize=8.5, leading=10.5, spaceBefore=3), 0.6)


def pdf_page(page: Page) -> bytes:
    """Return the PDF; the same figures give the same bytes."""
    for name, file in FONTS.items():
        pdfmetrics.registerFont(
            TTFont(name, io.BytesIO(files("paycards.issue.artwork.fonts").joinpath(file).read_bytes()))
        )
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, title=page.title, author=page.whose, lang="en-GB", invariant=1,
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
    )  # fmt: skip
    document.build(list(_story(page, DENSE if page.dense else OPEN)))
    return out.getvalue()


def _story(page: Page, style: Set) -> Iterator[Flowable]:
    yield _paragraph(page.whose, BODY)
    yield _paragraph(page.title, TITLE)
    yield _paragraph(page.verdict, BODY)
    for note in page.notes:
        yield _paragraph(note, style.cell)
    for first, *others in page.sections:
        yield _paragraph(first.title, style.heading)
        yield _table(first, style)
        for table in others:
            yield Spacer(1, 3 * mm)
            yield _paragraph(table.title, style.cell)
            if table.rows:
                yield _table(table, style)


def _table(of: pages.Table, style: Set) -> Table:
    rows = [
        [_paragraph(cell, style.number if nth in of.numbers else style.cell) for nth, cell in enumerate(row)]
        for row in (of.headings, *of.rows)
    ]
    room = A4[0] - 2 * MARGIN - 12
    widths = [share * room / 100 for share in of.widths]
    return Table(rows, colWidths=widths, style=_rules(style.padding), repeatRows=1, hAlign="LEFT")


def _rules(padding: float) -> TableStyle:
    return TableStyle(
        [
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, GREY),
            ("LINEBELOW", (0, 0), (-1, 0), 1, colors.black),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), padding),
            ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
        ]
    )


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(shown(text, most=MOST_OF_A_SENTENCE)), style)
