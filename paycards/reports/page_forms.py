"""A page of tables in the form that is asked for: text, HTML or PDF, with the same figures."""

from __future__ import annotations

from paycards.reports.page import Page


def written(form: str, page: Page) -> bytes:
    """Return a page as text, html or pdf."""
    if form == "pdf":
        from paycards.reports.page_pdf import pdf_page

        return pdf_page(page)
    if form == "html":
        from paycards.reports.page_html import html_page

        return html_page(page).encode()
    from paycards.reports.page_text import text_page

    return text_page(page).encode()
