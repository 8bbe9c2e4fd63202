"""Show the return of one month of one council, by section, and how far it is signed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.jobs.show_return import finished_month, return_seen
from paycards.reconcile.returns.figure import MEASURES, SECTIONS, Figure
from paycards.reconcile.returns.monthly_return import MonthlyReturn


@dataclass(frozen=True)
class Section:
    """A section of the return; `measure` says what its last column is, where it has one."""

    title: str
    measure: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class ReturnPage:
    """A return: a draft, prepared or signed."""

    month: str
    name: str  # November 2026
    as_at: dt.datetime
    made: MonthlyReturn
    sections: tuple[Section, ...]
    may_prepare: bool


def show_monthly_return(visit: Visit, council: str, month: str) -> ReturnPage:
    """Return it. Raises Invalid for what is no month, NotAllowed for one that is not over, NotFound."""
    of = finished_month(visit, month)
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        its = next(each for each in visit.settings.councils if each.code == council)
        made = return_seen(visit, seen, its, of)
    return ReturnPage(
        month=month,
        name=f"{made.month.first:%B %Y}",
        as_at=visit.now,
        made=made,
        sections=tuple(_section(made, key, title) for key, title in SECTIONS.items()),
        may_prepare=Permission.SIGN_RETURNS in visit.visitor.permissions,
    )


def _section(made: MonthlyReturn, key: str, title: str) -> Section:
    figures = tuple(figure for figure in made.figures if figure.section == key)
    return Section(title, MEASURES.get(key, ""), figures)
