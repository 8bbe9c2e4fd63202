"""The names that one person bears: an address on the pages, a user at the terminal of the server."""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select

from paycards.decisions.decision import person_key
from paycards.store.tables.people import people


def keys_of(connection: Connection, name: str) -> frozenset[str]:
    """Every name of whoever bears this one, as names are compared; itself where nobody is linked to it.

    A person who was disabled or removed is still the user of the server that they are linked to.
    """
    key = person_key(name)
    linked = select(people.c.email, people.c.os_user).where(
        people.c.os_user.is_not(None), or_(people.c.email == key, func.lower(people.c.os_user) == key)
    )
    found = connection.execute(linked).all()
    return frozenset({key, *(person_key(each) for row in found for each in row)})
