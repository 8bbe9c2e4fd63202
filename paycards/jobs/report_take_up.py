"""Report who of a closing office pays with a card, who in another way, and who has gone silent."""

from __future__ import annotations

from collections.abc import Sequence

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.closing.takeup.office import Office, offices
from paycards.closing.takeup.office_people import people_of
from paycards.closing.takeup.report import Report, report_on
from paycards.errors import NotAllowed, NotFound


def report_take_up(
    visit: Visit, *, office: str | None = None, council: str | None = None, names: bool = False
) -> list[Report]:
    """Report on every office whose list was run, or on those of this name or council.

    `names`: with names and telephone numbers. Raises NotFound for a council or an office that is not known;
    NotAllowed when no list was run at all.
    """
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        councils = {each.code: each for each in visit.settings.councils}  # one that left keeps its books
        return [
            report_on(
                each,
                people_of(seen.connection, each, names=names),
                councils.get(each.council),
                visit.today,
            )
            for each in _chosen(offices(seen), office)
        ]


def _chosen(known: Sequence[Office], name: str | None) -> list[Office]:
    if not known:
        raise NotAllowed("No list of a closing office was run yet.", code="no_office_list")
    found = [each for each in known if name is None or each.name == name]
    if not found:
        raise NotFound("office", name, choices=sorted({each.title for each in known}))
    return found
