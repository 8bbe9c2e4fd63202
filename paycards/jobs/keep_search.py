"""Keep what a person searches for, so that no address holds it, and search again by its opaque number."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.finding_people import FoundPeople
from paycards.errors import NotFound
from paycards.jobs.find_people import FIELD, find_people, searched
from paycards.staff.kept_forms import KeptForm, keep_of, kept_of
from paycards.staff.keys import made_key


def keep_search(visit: Visit, council: str, text: str) -> str:
    """Keep a search text for who asks; return its opaque number. Raises Invalid for nothing or too much."""
    text = searched(text)
    with visit.unheld(Permission.SEE_CUSTOMERS) as connection:
        form = KeptForm(_address(council), {FIELD: text})
        return keep_of(connection, made_key(visit.settings.web.key_file), visit.visitor.name, form, visit.now)


def kept_search(visit: Visit, council: str, number: str) -> FoundPeople:
    """Search again for what was kept. Raises NotFound for what is not theirs, of another council, or old."""
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        key = made_key(visit.settings.web.key_file)
        form = kept_of(seen.connection, key, visit.visitor.name, number, visit.now)
    if form is None or form.address != _address(council):
        raise NotFound("search", "")
    return find_people(visit, council, form.fields[FIELD])


def _address(council: str) -> str:
    return f"find {council}"
