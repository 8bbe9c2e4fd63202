"""Show one person who may sign in."""

from __future__ import annotations

from paycards.access.visit import Visit
from paycards.errors import NotFound
from paycards.jobs.list_people import list_people
from paycards.staff.listing import ListedPerson


def show_person(visit: Visit, person_id: int) -> ListedPerson:
    """Return a person, with their roles at the councils that the visitor sees. Raises NotFound."""
    found = [person for person in list_people(visit) if person.id == person_id]
    if not found:
        raise NotFound("person", person_id)
    return found[0]
