"""The log of sign-ins: who came in, went, was refused, or changed a password or factor; never a secret."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from paycards.store.tables.staff import sign_in_log

PASSWORD, PROVIDER = "password", "provider"


@dataclass(frozen=True)
class Event:
    """Something that happened to a person's sign-in; `person_id` is empty where nobody has the address."""

    event: str
    person_id: int | None
    way: str = PASSWORD
    source: str = ""
    by: str = ""


def log(connection: Connection, at: dt.datetime, event: Event) -> None:
    """Write an event down."""
    connection.execute(
        insert(sign_in_log).values(
            at=at,
            person_id=event.person_id,
            event=event.event,
            way=event.way,
            source=event.source,
            by=event.by,
        )
    )
