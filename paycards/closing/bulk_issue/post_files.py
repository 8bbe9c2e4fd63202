"""The two PDFs of a bulk issue, letters and cards in the order of the post, joined a part at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from paycards.closing.bulk_issue.output_folder import OutputFolder
from paycards.closing.bulk_issue.page_index import CARDS, LETTERS, PageIndex
from paycards.closing.bulk_issue.printed_part import PrintedPart
from paycards.issue.pdf.file import PdfFile


class PostFiles:
    """The open files, and which pages are whose; `area_of` has the postcode area of each row."""

    def __init__(self, letters: PdfFile, cards: PdfFile, area_of: Mapping[int, str]) -> None:
        self.pages = PageIndex()
        self._letters, self._cards, self._area_of = letters, cards, area_of

    def add(self, part: PrintedPart) -> None:
        """Append the letters and cards of a part; there may be none left of it."""
        if not part.pages:
            return
        self._letters.add(part.letters)
        pages = self._cards.add(part.cards) // len(part.pages)
        for row_no, count in part.pages:
            self.pages.note(row_no, self._area_of[row_no], count, pages)

    def close(self) -> None:
        """Complete both files."""
        self._letters.close()
        self._cards.close()


@contextmanager
def post_files(folder: OutputFolder, title: str, area_of: Mapping[int, str]) -> Iterator[PostFiles]:
    """Stage letters and cards; neither is kept when nothing was printed."""
    with ExitStack() as stack:
        letters = PdfFile(stack.enter_context(folder.stage(LETTERS)), f"{title}: letters")
        cards = PdfFile(stack.enter_context(folder.stage(CARDS)), f"{title}: cards")
        files = PostFiles(letters, cards, area_of)
        yield files
        files.close()
    if not files.pages.printed:  # a PDF without a page is none
        folder.discard(LETTERS, CARDS)
