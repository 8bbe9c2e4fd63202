"""One-time links by which a person sets a password and a second factor: short-lived, used by a form sent."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, delete, insert, select

from paycards.staff.digests import digest_of, new_token
from paycards.staff.people import DISABLED, REMOVED, Person, person_numbered
from paycards.store.tables.staff import set_up_links


def new_link(connection: Connection, person_id: int, ends_at: dt.datetime) -> str:
    """Make a link for a person; one of before is void. Return its secret part."""
    token = new_token()
    forget_links(connection, person_id)
    row = {"digest": digest_of(token), "person_id": person_id, "ends_at": ends_at}
    connection.execute(insert(set_up_links).values(**row))
    return token


def forget_links(connection: Connection, person_id: int) -> None:
    """Make every link of a person void."""
    connection.execute(delete(set_up_links).where(set_up_links.c.person_id == person_id))


def person_of_link(connection: Connection, token: str, now: dt.datetime) -> Person | None:
    """Whose link this is; none for one that is void, was used or is too old."""
    query = select(set_up_links.c.person_id).where(
        set_up_links.c.digest == digest_of(token), set_up_links.c.ends_at > now
    )
    person_id = connection.execute(query).scalar()
    if person_id is None:
        return None
    person = person_numbered(connection, person_id)
    return None if person.state in (DISABLED, REMOVED) else person


def use_link(connection: Connection, token: str) -> bool:
    """Use a link up; false where somebody was quicker."""
    used = delete(set_up_links).where(set_up_links.c.digest == digest_of(token))
    return connection.execute(used).rowcount == 1
