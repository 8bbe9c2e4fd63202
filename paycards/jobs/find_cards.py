"""Find cards and accounts by what a person knows of them."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.finding import FoundCard, Search, found_cards


def find_cards(visit: Visit, search: Search, *, council: str | None = None) -> list[FoundCard]:
    """Return the accounts that fit, with their cards. Raises Invalid when nothing is given, NotFound."""
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        return found_cards(seen, search)
