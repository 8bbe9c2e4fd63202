"""Keep what a person searches for, so that no address holds it, and search again by its opaque number."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.finding_people import FoundPeople
from paycards.errors import Invalid, NotFound
from paycards.jobs.find_people import find_people
from paycards.staff.kept_forms import KeptForm, keep, kept
from paycards.staff.keys import made_key
from paycards.staff.people import person_of

MOST = 200  # characters
FIELD = "text"


def keep_search(visit: Visit, council: str, text: str) -> str:
    """Keep a search text for who asks; return its opaque number. Raises Invalid for nothing or too much."""
    text = " ".join(text.split())
    if not text:
        raise Invalid(FIELD, "Enter a name, reference, postcode or card number.", code="nothing_to_find")
    if len(text) > MOST:
        raise Invalid(FIELD, f"Enter {MOST} characters or fewer.", code="too_much_to_find")
    with visit.unheld(Permission.SEE_CUSTOMERS) as connection:
        person = person_of(connection, visit.visitor.name)
        if person is None:
            raise NotFound("person", "")
        form = KeptForm(_address(council), {FIELD: text})
        return keep(connection, made_key(visit.settings.web.key_file), person.id, form, visit.now)


def kept_search(visit: Visit, council: str, number: str) -> FoundPeople:
    """Search again for what was kept. Raises NotFound for what is not theirs, of another council, or old."""
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        person = person_of(seen.connection, visit.visitor.name)
        form = person and kept(
            seen.connection, made_key(visit.settings.web.key_file), person.id, number, visit.now
        )
    if not form or form.address != _address(council):
        raise NotFound("search", "")
    return find_people(visit, council, form.fields[FIELD])


def _address(council: str) -> str:
    return f"find {council}"
