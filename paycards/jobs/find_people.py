"""Find customers by what a person knows of them, as a page shows them."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.finding_people import FoundPeople, found_people
from paycards.errors import Invalid

MOST = 200  # characters
FIELD = "text"


def find_people(visit: Visit, council: str, text: str) -> FoundPeople:
    """Return the customers of a council whom each word of the text fits. Raises as `searched`."""
    text = searched(text)
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        return found_people(seen, text)


def searched(text: str) -> str:
    """Return what a person searches for, spaces folded. Raises Invalid for nothing or too much."""
    text = " ".join(text.split())
    if not text:
        raise Invalid(FIELD, "Enter a name, reference, postcode or card number.", code="nothing_to_find")
    if len(text) > MOST:
        raise Invalid(FIELD, f"Enter {MOST} characters or fewer.", code="too_much_to_find")
    return text
