"""The names that one person bears: an address on the pages, users at the terminal of the server.

A user whom they were before is theirs until somebody else is linked to it.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select

from paycards.decisions.decision import person_key
from paycards.store.tables.people import people, person_users


def keys_of(connection: Connection, name: str) -> frozenset[str]:
    """Every name of whoever bears this one, as names are compared; itself where nobody is linked to it.

    A person who was disabled or removed is still the user of the server that they are linked to.
    """
    key = person_key(name)
    was = select(person_users.c.person_id).where(person_users.c.os_user == key, _NOBODY_ELSE)
    is_it = or_(people.c.email == key, func.lower(people.c.os_user) == key, people.c.id.in_(was))
    users = _BY_PERSON.where(is_it)
    found = connection.execute(users).all()
    return frozenset({key, *(person_key(each) for row in found for each in row if each)})


_NOW = people.alias("now")
_NOBODY_ELSE = ~(
    select(_NOW.c.id)
    .where(func.lower(_NOW.c.os_user) == person_users.c.os_user, _NOW.c.id != person_users.c.person_id)
    .exists()
)
_BY_PERSON = (
    select(people.c.email, people.c.os_user, person_users.c.os_user.label("was"))
    .select_from(people)
    .outerjoin(person_users, (person_users.c.person_id == people.c.id) & _NOBODY_ELSE)
)
