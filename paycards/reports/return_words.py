"""A monthly return in words and pounds, as its pages show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from paycards.clock import instant_in_words
from paycards.money import to_pounds
from paycards.reconcile.returns.figure import MEASURES, SECTIONS, Figure
from paycards.reconcile.returns.monthly_return import DRAFT, SIGNED, MonthlyReturn
from paycards.reports.page import Page, Table

WIDTHS = (46, 12, 22, 20)
NUMBERS = frozenset({1, 2, 3})


def title_of(found: Sequence[MonthlyReturn]) -> str:
    """Name the page."""
    return f"Monthly return for {found[0].month.first:%B %Y}"


def page_of(found: Sequence[MonthlyReturn]) -> Page:
    """The page: for one council one sheet, for several one after the other."""
    sections = [[table] for each in found for table in tables_of(each, with_council=len(found) > 1)]
    whose = ", ".join(each.name for each in found)
    verdict, *notes = (signatures(each) for each in found)
    return Page(title_of(found), whose, verdict, notes, sections, dense=True)


def signatures(of: MonthlyReturn) -> str:
    """Say in a sentence who signed."""
    if of.state == DRAFT:
        return f"{of.council}: a draft. Nobody has signed it."
    prepared = f"{of.council}: prepared by {of.prepared_by} on {_told(of.prepared_at)}"
    if of.state == SIGNED:
        return f"{prepared}, reviewed by {of.reviewed_by} on {_told(of.reviewed_at)}."
    return f"{prepared}. A second person has not reviewed it yet: decision {of.decision}."


def tables_of(of: MonthlyReturn, *, with_council: bool = False) -> Iterator[Table]:
    """One table a section."""
    for section, title in SECTIONS.items():
        rows = [_row(figure) for figure in of.figures if figure.section == section]
        headings = ("", "number", "pounds", MEASURES.get(section, ""))
        yield Table(f"{of.council}: {title}" if with_council else title, headings, rows, NUMBERS, WIDTHS)


def _row(figure: Figure) -> list[str]:
    pounds = "" if figure.pence is None else to_pounds(figure.pence, thousands=True)
    return [figure.what, f"{figure.items:,}", pounds, figure.measure]


def _told(at: dt.datetime | None) -> str:
    return instant_in_words(at) if at else ""
