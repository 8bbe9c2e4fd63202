"""The people of some councils, for those who may see them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from paycards.access.reading import Reading
from paycards.staff.people import REMOVED
from paycards.staff.roles import Role
from paycards.staff.sessions import WHOLE
from paycards.store.tables.councils import councils
from paycards.store.tables.people import people, person_roles
from paycards.store.tables.staff import staff_sessions


@dataclass(frozen=True)
class ListedPerson:
    """A person as a list shows them; roles of councils that the reader may see."""

    id: int
    email: str
    state: str
    user: str
    roles: tuple[tuple[str, Role], ...]  # council code and role
    has_password: bool
    has_factor: bool
    by_provider: bool
    sessions: int
    last_seen: dt.datetime | None


def listed_people(
    seen: Reading, now: dt.datetime, most: dt.timedelta, idle: dt.timedelta
) -> list[ListedPerson]:
    """Everybody with a role at a council that may be seen, by address; who sees all, sees all."""
    roles = _roles(seen)
    query = select(people).where(people.c.state != REMOVED).order_by(people.c.email)
    if not seen.every:
        query = query.where(people.c.id.in_(_with_roles(seen)))
    sessions = _sessions(seen, now, most, idle)
    return [
        ListedPerson(
            id=row.id,
            email=row.email,
            state=row.state,
            user=row.os_user or "",
            roles=tuple(roles[row.id]),
            has_password=row.password_hash is not None,
            has_factor=row.factor_secret is not None,
            by_provider=row.subject is not None,
            sessions=sessions.get(row.id, (0, None))[0],
            last_seen=sessions.get(row.id, (0, None))[1],
        )
        for row in seen.connection.execute(query)
    ]


def _with_roles(seen: Reading) -> Select[tuple[int]]:
    return select(person_roles.c.person_id).where(person_roles.c.council_id.in_(list(seen.councils.values())))


def _roles(seen: Reading) -> defaultdict[int, list[tuple[str, Role]]]:
    query = (
        select(person_roles.c.person_id, councils.c.code, person_roles.c.role)
        .join(councils, councils.c.id == person_roles.c.council_id)
        .where(seen.covers(person_roles.c.council_id))
        .order_by(councils.c.code, person_roles.c.role)
    )
    found: defaultdict[int, list[tuple[str, Role]]] = defaultdict(list)
    for person_id, code, role in seen.connection.execute(query):
        found[person_id].append((code, Role(role)))
    return found


def _sessions(
    seen: Reading, now: dt.datetime, most: dt.timedelta, idle: dt.timedelta
) -> dict[int, tuple[int, dt.datetime]]:
    sessions = staff_sessions.c
    query = (
        select(sessions.person_id, func.count(), func.max(sessions.seen_at))
        .where(sessions.stage == WHOLE, sessions.ended_at.is_(None))
        .where(sessions.started_at > now - most, sessions.seen_at > now - idle)
        .group_by(sessions.person_id)
    )
    found = seen.connection.execute(query)
    return {person_id: (count, dt.datetime.fromisoformat(str(last))) for person_id, count, last in found}
