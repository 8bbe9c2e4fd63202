"""List the people who may sign in."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.staff.listing import ListedPerson, listed_people
from paycards.staff.sessions import limits_of


def list_people(visit: Visit, *, council: str | None = None) -> list[ListedPerson]:
    """Return them by address. Raises NotFound for an unknown council."""
    limits = limits_of(visit.settings.web)
    with visit.reading(council, may=Permission.SEE_STAFF) as seen:
        return listed_people(seen, visit.now, limits.most, limits.idle)
