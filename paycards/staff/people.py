"""The people who may sign in: found by address, by number, by the provider or the user of the terminal."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from paycards.errors import Invalid, NotFound
from paycards.staff.passwords import hash_password
from paycards.staff.roles import Role
from paycards.store.step import Step
from paycards.store.tables.councils import councils
from paycards.store.tables.people import people, person_roles, person_users

_ADDRESS = re.compile(r"[^\s@\x00-\x20]{1,64}@[^\s@\x00-\x20]{1,180}\.[^\s@.]{2,}")
INVITED, ACTIVE, DISABLED, REMOVED = "invited", "active", "disabled", "removed"


@dataclass(frozen=True)
class Person:
    """A person; `roles` are those at each council, by its code."""

    id: int
    email: str
    state: str
    os_user: str = ""
    password_hash: str = field(default="", repr=False)
    factor_secret: str = field(default="", repr=False)  # encrypted
    factor_step: int = 0
    issuer: str = ""
    subject: str = field(default="", repr=False)
    roles: Mapping[str, frozenset[Role]] = field(default_factory=dict)


def fold_email(text: str) -> str:
    """An address as addresses are compared. Raises Invalid for what is none.

    >>> fold_email("  Amira.Khan@Northvale.Example ")
    'amira.khan@northvale.example'
    """
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    if not _ADDRESS.fullmatch(folded) or not folded.isprintable() or folded != folded.lower():
        raise Invalid("email", "Enter an email address, such as name@council.example.")
    return folded


def person_of(connection: Connection, email: str) -> Person | None:
    """The person of a folded address, of whatever state."""
    return _found(connection, people.c.email == email)


def person_numbered(connection: Connection, person_id: int) -> Person:
    """The person of this number. Raises NotFound."""
    found = _found(connection, people.c.id == person_id)
    if found is None:
        raise NotFound("person", person_id)
    return found


def person_of_user(connection: Connection, user: str) -> Person | None:
    """The person who is this user of the server's terminal."""
    return _found(connection, people.c.os_user == user)


def person_of_subject(connection: Connection, issuer: str, subject: str) -> Person | None:
    """The person whom the provider knows so."""
    return _found(connection, (people.c.issuer == issuer) & (people.c.subject == subject))


def _found(connection: Connection, which: Any) -> Person | None:
    rows = connection.execute(_WITH_ROLES.where(which).order_by(councils.c.code, person_roles.c.role)).all()
    return _person(rows[0], _roles(rows)) if rows else None


def _person(row: Row[Any], roles: Mapping[str, frozenset[Role]]) -> Person:
    return Person(
        id=row.id,
        email=row.email,
        state=row.state,
        os_user=row.os_user or "",
        password_hash=row.password_hash or "",
        factor_secret=row.factor_secret or "",
        factor_step=row.factor_step,
        issuer=row.issuer or "",
        subject=row.subject or "",
        roles=roles,
    )


def _roles(rows: Iterable[Row[Any]]) -> dict[str, frozenset[Role]]:
    """What a person is at each council."""
    found: dict[str, set[Role]] = {}
    for row in rows:
        if row.role is not None:
            found.setdefault(row.council, set()).add(Role(row.role))
    return {code: frozenset(roles) for code, roles in found.items()}


_WITH_ROLES = select(people, councils.c.code.label("council"), person_roles.c.role).select_from(
    people.outerjoin(person_roles, person_roles.c.person_id == people.c.id).outerjoin(
        councils, councils.c.id == person_roles.c.council_id
    )
)


def add_person(step: Step, email: str, state: str = INVITED, **more: object) -> int:
    """Write a new person down; return their number."""
    new = insert(people).values(email=email, state=state, added_at=step.at, **more)
    return int(step.connection.execute(new.returning(people.c.id)).scalar_one())


def give_roles(step: Step, person: Person, roles: frozenset[Role]) -> None:
    """Let a person be exactly this at the council of the step; the trail says what changed."""
    held = select(person_roles.c.role).where(
        person_roles.c.person_id == person.id, person_roles.c.council_id == step.owner
    )
    before = {Role(role) for role in step.connection.execute(held).scalars()}
    if before == roles:
        return
    of_council = (person_roles.c.person_id == person.id) & (person_roles.c.council_id == step.owner)
    step.connection.execute(delete(person_roles).where(of_council))
    if roles:
        rows = [{"person_id": person.id, "council_id": step.owner, "role": role} for role in sorted(roles)]
        step.connection.execute(insert(person_roles), rows)
    step.record(
        "staff.roles_given", person.email, before={"roles": sorted(before)}, after={"roles": sorted(roles)}
    )


def note_user(connection: Connection, person_id: int, os_user: str) -> None:
    """Remember that a person is this user of the terminal, also when they are another one later."""
    row = {"person_id": person_id, "os_user": os_user.casefold()}
    known = select(person_users).where(*(person_users.c[name] == value for name, value in row.items()))
    if connection.execute(known).first() is None:
        connection.execute(insert(person_users).values(row))


def set_state(connection: Connection, person_id: int, state: str) -> None:
    """Let a person be active, disabled or removed."""
    connection.execute(update(people).where(people.c.id == person_id).values(state=state))


def set_password(connection: Connection, person_id: int, password: str, at: dt.datetime) -> None:
    """Keep a person's password, as a hash."""
    values = {"password_hash": hash_password(password), "password_set_at": at}
    connection.execute(update(people).where(people.c.id == person_id).values(**values))
