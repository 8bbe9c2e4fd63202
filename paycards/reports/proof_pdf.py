"""The proof of a day as a PDF, A4: the same tables as the HTML page."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
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
from paycards.reconcile.proof.figure import DayProof
from paycards.reports import proof_words
from paycards.reports.proof_words import checks, details, verdict, whose

REGULAR, BOLD = "PaycardsSans", "PaycardsSans-Bold"
FONTS = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf"}
MARGIN = 16 * mm
GREY = colors.HexColor("#bbbbbb")
BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=9.5, leading=13)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=8.5, leading=11)
NUMBER = ParagraphStyle("number", parent=CELL, alignment=2)
HEADING = ParagraphStyle("heading", parent=BODY, fontName=BOLD, fontSize=12, leading=16, spaceBefore=10)
TITLE = ParagraphStyle("title", parent=HEADING, fontSize=16, leading=21)
WIDTHS = {5: (0.18, 0.22, 0.22, 0.2, 0.18), 4: (0.09, 0.41, 0.2, 0.3)}  # of columns, by their number
RULES = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, GREY),
        ("LINEBELOW", (0, 0), (-1, 0), 1, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
)


def proof_pdf(proofs: Sequence[DayProof], title: str, notes: Sequence[str]) -> bytes:
    """Return the PDF; the same figures give the same bytes."""
    for name, file in FONTS.items():
        pdfmetrics.registerFont(
            TTFont(name, io.BytesIO(files("paycards.issue.artwork.fonts").joinpath(file).read_bytes()))
        )
    out = io.BytesIO()
    pages = SimpleDocTemplate(
        out, pagesize=A4, title=title, author=whose(proofs), lang="en-GB", invariant=1,
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
    )  # fmt: skip
    pages.build(list(_story(proofs, title, notes)))
    return out.getvalue()


def _story(proofs: Sequence[DayProof], title: str, notes: Sequence[str]) -> Iterator[Flowable]:
    yield _paragraph(whose(proofs), BODY)
    yield _paragraph(title, TITLE)
    yield _paragraph(verdict(proofs), BODY)
    for note in notes:
        yield _paragraph(note, CELL)
    for proof in proofs:
        yield _paragraph(checks(proof).title, HEADING)
        yield _table(checks(proof))
        for made_of in details(proof):
            yield Spacer(1, 3 * mm)
            yield _paragraph(made_of.title, CELL)
            if made_of.rows:
                yield _table(made_of)


def _table(of: proof_words.Table) -> Table:
    numbers = {nth for nth, heading in enumerate(of.headings) if heading in ("left", "right", "difference")}
    numbers |= {nth for nth, heading in enumerate(of.headings) if heading == "amount"}
    rows = [
        [_paragraph(cell, NUMBER if nth in numbers else CELL) for nth, cell in enumerate(row)]
        for row in (of.headings, *of.rows)
    ]
    room = A4[0] - 2 * MARGIN - 12
    widths = [share * room for share in WIDTHS[len(of.headings)]]
    return Table(rows, colWidths=widths, style=RULES, repeatRows=1, hAlign="LEFT")


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(shown(text, most=MOST_OF_A_SENTENCE)), style)
