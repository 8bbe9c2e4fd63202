"""Pages become one PDF: the pages in their order, what they share once, the same bytes each time."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pypdfium2 import PdfDocument
from reportlab.pdfbase.ttfonts import TTFont

from paycards.errors import Failed
from paycards.issue.pdf.canvas import Canvas
from paycards.issue.pdf.file import PdfFile
from paycards.issue.pdf.sheets import Sheets

VERA = TTFont("Vera", "Vera.ttf")


def part(*texts: str) -> Sheets:
    """A page for each text, in an embedded font, with a frame that is the same on all of them."""
    canvas = Canvas()
    for text in texts:
        canvas.repeat("frame", (0, 0, 300, 200), lambda: canvas.frame(5, 5, 290, 190, "#000000"))
        canvas.write(20, 100, [(VERA, text)], 12)
        canvas.end_page(300, 200)
    return canvas.sheets()


def join(*parts: Sheets) -> bytes:
    file = io.BytesIO()
    joined = PdfFile(file, "Letters (ŵ)")
    for each in parts:
        joined.add(each)
    joined.close()
    return file.getvalue()


def texts(data: bytes) -> list[str]:
    document = PdfDocument(data)
    return [page.get_textpage().get_text_range().strip() for page in document]


def test_the_pages_stand_in_the_order_of_the_parts() -> None:
    data = join(part("one", "two"), part("three"))
    assert texts(data) == ["one", "two", "three"]


def test_the_result_has_no_fault_that_another_reader_finds() -> None:
    with pikepdf.open(io.BytesIO(join(part("one"), part("two")))) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == 2
        assert str(pdf.docinfo["/Title"]) == "Letters (ŵ)"


def test_every_pdf_asks_to_be_printed_without_scaling() -> None:
    with pikepdf.open(io.BytesIO(join(part("one")))) as pdf:
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"
        assert pdf.pdf_version >= "1.6"  # the first that has this entry


def test_pages_look_as_they_did() -> None:
    parts = [part("one", "two"), part("three")]
    before = [page.render().to_numpy() for each in parts for page in PdfDocument(join(each))]
    after = [page.render().to_numpy() for page in PdfDocument(join(*parts))]
    assert all((one == other).all() for one, other in zip(before, after, strict=True))


def test_what_is_the_same_in_all_parts_is_written_once() -> None:
    one = join(part("abc"))
    hundred = join(*[part("abc")] * 100)
    assert len(hundred) < len(one) + 100 * 900


def test_the_same_parts_give_the_same_bytes() -> None:
    assert join(part("one"), part("two")) == join(part("one"), part("two"))


def test_no_parts_give_a_file_without_pages() -> None:
    with pikepdf.open(io.BytesIO(join())) as pdf:
        assert len(pdf.pages) == 0


@pytest.mark.parametrize("pages", [1, 500])
def test_it_says_how_many_pages_there_are(pages: int) -> None:
    joined = PdfFile(io.BytesIO(), "")
    assert joined.add(part(*["x"] * pages)) == pages
    assert joined.pages == pages


def test_a_file_larger_than_the_format_allows_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paycards.issue.pdf.file.FURTHEST", 2_000)
    with pytest.raises(Failed, match="10 GB"):
        join(part("one"), part("two"))
