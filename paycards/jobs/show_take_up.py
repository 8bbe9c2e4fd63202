"""Show the take-up of a closing office: who pays with a card, who has gone silent, what it costs."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.closing.takeup.office import Office, offices
from paycards.closing.takeup.people import Person
from paycards.closing.takeup.person_list import write_people
from paycards.closing.takeup.report import Report
from paycards.errors import NotFound
from paycards.jobs.report_take_up import report_take_up

UNNAMED = "none"  # how an address calls lists that were run without an office
PEOPLE_SHOWN = 200


@dataclass(frozen=True)
class TakeUpOffices:
    """The offices whose lists were run."""

    offices: tuple[Office, ...]
    at: dt.datetime


@dataclass(frozen=True)
class TakeUpPage:
    """The take-up of one office. `silent` are the people who have gone silent, those who owe most first."""

    key: str
    report: Report
    silent: tuple[Person, ...]
    silent_in_all: int
    at: dt.datetime


def show_take_up_offices(visit: Visit, council: str) -> TakeUpOffices:
    """Return the offices of a council whose lists were run."""
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        return TakeUpOffices(tuple(offices(seen)), visit.now)


def show_take_up(visit: Visit, council: str, office: str) -> TakeUpPage:
    """Return the take-up of an office. Raises NotFound, and NotAllowed while no list was run at all."""
    report = _report(visit, council, office)
    silent = [person for person in report.people if person.account_id in report.silent]
    silent.sort(key=lambda person: (-person.owed_pence, person.fund, person.reference))
    return TakeUpPage(office, report, tuple(silent[:PEOPLE_SHOWN]), len(silent), visit.now)


def draw_take_up(visit: Visit, council: str, office: str) -> str:
    """Return the take-up curve of an office as SVG. Raises as `show_take_up`, NotAllowed without a card."""
    report = _report(visit, council, office)
    if not report.weeks:
        raise NotFound("curve", office)
    return report.picture()


def list_take_up(visit: Visit, council: str, office: str) -> bytes:
    """Return the people of an office as CSV, without names and telephone numbers."""
    out = io.StringIO(newline="")
    write_people(out, [_report(visit, council, office)])
    return out.getvalue().encode("utf-8-sig")


def _report(visit: Visit, council: str, office: str) -> Report:
    name = "" if office == UNNAMED else office
    if not show_take_up_offices(visit, council).offices:
        raise NotFound("office", office)
    return report_take_up(visit, office=name, council=council)[0]
