"""A page of tables as one HTML page that prints well."""

from __future__ import annotations

from paycards.reports import html
from paycards.reports.page import Page, Table


def html_page(page: Page) -> str:
    """Return the page: the verdict, then each section."""
    said = html.paragraph(page.verdict)
    for note in page.notes:
        said += html.paragraph(note)
    sections = [("Result", said)]
    for first, *others in page.sections:
        tables = _table(first)
        for table in others:
            tables += html.paragraph(table.title) + _table(table)
        sections.append((first.title, tables))
    return html.document(page.title, page.whose, sections)


def _table(of: Table) -> html.Markup:
    return html.table(of.headings, of.rows, of.nothing)
