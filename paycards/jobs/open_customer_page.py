"""Open the page of a card to whoever has its letter and knows the second fact; and close it again."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.customer_door import close_door, is_over_the_limit, open_door
from paycards.errors import NotAllowed


def open_customer_page(visit: Visit, token: str, fact: str, source: str) -> str | None:
    """Return the secret of a new session; None where it does not open, whatever the reason.

    Raises NotAllowed after too many attempts from one `source`.
    """
    with visit.unheld(Permission.OPEN_CARD_PAGE) as connection:
        if is_over_the_limit(connection, source, visit.now):
            raise NotAllowed("Too many attempts from one place.", code="too_many_tries")
        return open_door(connection, token, fact, source, visit.now)


def close_customer_page(visit: Visit, secret: str) -> None:
    """End a session."""
    with visit.unheld(Permission.OPEN_CARD_PAGE) as connection:
        close_door(connection, secret)
