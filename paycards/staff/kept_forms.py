"""What a person had typed when their session ended, or searches for: encrypted, theirs alone, for one hour.

An address holds the opaque id only. A form that is kept is never sent by itself: it comes back filled.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from paycards.errors import NotFound
from paycards.staff.digests import new_token
from paycards.staff.keys import Key
from paycards.staff.people import person_of
from paycards.store.tables.staff import kept_forms

LASTS = dt.timedelta(hours=1)
PURPOSE = "kept form"
MOST = 64 * 1024  # characters of one form
MOST_OF_A_PERSON = 50  # the oldest go


@dataclass(frozen=True)
class KeptForm:
    """The fields of a form, and the address that they were for."""

    address: str
    fields: Mapping[str, str] = field(repr=False)


def keep(connection: Connection, key: Key, person_id: int, form: KeptForm, now: dt.datetime) -> str:
    """Keep a form for a person; return its id, or nothing where it is too large to be kept."""
    body = json.dumps(dict(form.fields))
    if len(body) > MOST:
        return ""
    _make_room(connection, person_id, now)
    kept_id = new_token()
    row = {"id": kept_id, "person_id": person_id, "ends_at": now + LASTS, "address": form.address}
    connection.execute(insert(kept_forms).values(**row, body=key.seal(f"{PURPOSE} {person_id}", body)))
    return kept_id


def kept(connection: Connection, key: Key, person_id: int, kept_id: str, now: dt.datetime) -> KeptForm | None:
    """What a person's form held; none for another's, an unknown or an old one."""
    query = select(kept_forms).where(
        kept_forms.c.id == kept_id, kept_forms.c.person_id == person_id, kept_forms.c.ends_at > now
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    return KeptForm(row.address, json.loads(key.open(f"{PURPOSE} {person_id}", row.body)))


def keep_of(connection: Connection, key: Key, email: str, form: KeptForm, now: dt.datetime) -> str:
    """Keep a form for the person of this address, as `keep` does. Raises NotFound for nobody."""
    person = person_of(connection, email)
    if person is None:
        raise NotFound("person", "")
    return keep(connection, key, person.id, form, now)


def kept_of(connection: Connection, key: Key, email: str, kept_id: str, now: dt.datetime) -> KeptForm | None:
    """What a form of the person of this address held; none as `kept` says, and for nobody."""
    person = person_of(connection, email)
    return None if person is None else kept(connection, key, person.id, kept_id, now)


def forget(connection: Connection, person_id: int, kept_id: str) -> None:
    """Let a kept form go."""
    mine = (kept_forms.c.id == kept_id) & (kept_forms.c.person_id == person_id)
    connection.execute(delete(kept_forms).where(mine))


def _make_room(connection: Connection, person_id: int, now: dt.datetime) -> None:
    connection.execute(delete(kept_forms).where(kept_forms.c.ends_at <= now))
    mine = select(kept_forms.c.id).where(kept_forms.c.person_id == person_id)
    too_many = mine.order_by(kept_forms.c.ends_at.desc()).offset(MOST_OF_A_PERSON - 1)
    gone = list(connection.execute(too_many).scalars())
    if gone:
        connection.execute(delete(kept_forms).where(kept_forms.c.id.in_(gone)))
