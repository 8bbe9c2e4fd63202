"""Ask for the night to be run now, by the worker: for all councils of the installation at once."""

from __future__ import annotations

from dataclasses import replace

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.access.visitor import EVERY_COUNCIL
from paycards.errors import NotAllowed
from paycards.work.asking import ask

NIGHT = "night"
OF_ALL = (
    "The night runs for every council of the installation: only an administrator of all of them can start it."
)


def ask_for_night(visit: Visit) -> int:
    """Return the id of the work. What runs already is not asked for twice. Raises Forbidden, NotAllowed."""
    with visit.reading(may=Permission.SEE_TIMETABLE) as seen:
        if not may_ask(visit, seen):
            raise NotAllowed(OF_ALL, code="night_of_all")
    everywhere = replace(visit, visitor=replace(visit.visitor, councils=EVERY_COUNCIL))
    with everywhere.step(None, Permission.RUN_THE_NIGHT) as step:
        return ask(step, NIGHT, {})


def may_ask(visit: Visit, seen: Reading) -> bool:
    """Tell whether the visitor has the right at every council of the settings."""
    all_of_them = {council.code for council in visit.settings.councils}
    return Permission.RUN_THE_NIGHT in visit.visitor.permissions and all_of_them <= set(seen.councils)
