"""Show the return of one month of one council, by section, and how far it is signed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.clock import ONE_DAY
from paycards.jobs.show_return import return_seen
from paycards.reconcile.returns.control import sent_in
from paycards.reconcile.returns.figure import MEASURES, SECTIONS, Figure, read_month
from paycards.reconcile.returns.monthly_return import MonthlyReturn


@dataclass(frozen=True)
class Section:
    """A section of the return; `measure` says what its last column is, where it has one."""

    title: str
    measure: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class ReturnPage:
    """A return: a draft, prepared or signed; or none yet."""

    month: str
    name: str  # November 2026
    as_at: dt.datetime
    from_: dt.date  # the first day on which it can be made
    made: MonthlyReturn | None  # None: the month is not over
    sections: tuple[Section, ...]
    may_prepare: bool
    funds: tuple[str, ...] = ()  # of which something was sent in the month


def show_monthly_return(visit: Visit, council: str, month: str) -> ReturnPage:
    """Return it; of a month that is not over, when it can be made. Raises Invalid for no month, NotFound."""
    of = read_month(month)
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        its = next(each for each in visit.settings.councils if each.code == council)
        made = return_seen(visit, seen, its, of) if of.last < visit.today else None
        funds = tuple(sent_in(seen.connection, seen.council(council), of))
    return ReturnPage(
        month=month,
        name=f"{of.first:%B %Y}",
        as_at=visit.now,
        from_=of.last + ONE_DAY,
        made=made,
        sections=tuple(_section(made, key, title) for key, title in SECTIONS.items()) if made else (),
        may_prepare=Permission.SIGN_RETURNS in visit.visitor.permissions,
        funds=funds,
    )


def _section(made: MonthlyReturn, key: str, title: str) -> Section:
    figures = tuple(figure for figure in made.figures if figure.section == key)
    return Section(title, MEASURES.get(key, ""), figures)
