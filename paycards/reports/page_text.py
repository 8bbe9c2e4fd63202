"""A page of tables as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from paycards.errors import MOST_OF_A_SENTENCE, shown
from paycards.reports.page import Page, Table


def text_page(page: Page) -> str:
    """Return the page, lines ended by LF."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield from (shown(page.whose), page.title, page.verdict, *map(shown, page.notes))
    for section in page.sections:
        yield ""
        for table in section:
            yield shown(table.title, most=MOST_OF_A_SENTENCE)
            yield from _columns(table)


def _columns(table: Table) -> Iterator[str]:
    rows = [[shown(cell) for cell in row] for row in (table.headings, *table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
