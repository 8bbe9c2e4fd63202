"""Find customers by what a person knows of them, as a page shows them."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.finding_people import FoundPeople, found_people


def find_people(visit: Visit, council: str, text: str) -> FoundPeople:
    """Return the customers of a council whom each word of the text fits."""
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        return found_people(seen, text)
