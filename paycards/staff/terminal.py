"""Who somebody at the terminal of the server is: asked by every command, so it loads little."""

from __future__ import annotations

from sqlalchemy import Connection, select

from paycards.store.tables.people import people


def address_of_user(connection: Connection, user: str) -> str | None:
    """The address of the active person who is this user of the server's terminal."""
    query = select(people.c.email).where(people.c.os_user == user, people.c.state == "active")
    return connection.execute(query).scalar()
