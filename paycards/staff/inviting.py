"""Bring people in, change what they are, and let them go: each act in the trail of the councils concerned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, update

from paycards.access.visitor import Councils
from paycards.errors import NotAllowed
from paycards.staff.links import forget_links, new_link
from paycards.staff.people import (
    REMOVED,
    Person,
    add_person,
    give_roles,
    note_user,
    person_numbered,
    person_of,
    person_of_user,
    set_state,
)
from paycards.staff.recovery import forget_codes
from paycards.staff.roles import Role
from paycards.staff.sessions import end_all
from paycards.staff.sign_in_log import Event, log
from paycards.store.step import Step
from paycards.store.tables.people import people

Steps = Mapping[str, Step]  # of the councils that are held, by code


@dataclass(frozen=True)
class Invited:
    """A person who was added, and the secret part of their one-time link, shown this once."""

    person: Person
    token: str = field(repr=False)  # empty: a person of other councils too is set up by their own
    ends_at: dt.datetime


def require_not_self(actor: str, person: Person) -> None:
    """Raise NotAllowed where somebody would change what they are themselves."""
    if actor == person.email:
        raise NotAllowed(
            "You cannot change your own roles or remove yourself: ask another administrator.",
            code="own_role",
        )


def invite(
    steps: Steps, email: str, roles: frozenset[Role], *, os_user: str, ends_at: dt.datetime, over: Councils
) -> Invited:
    """Give a person these roles too at the councils of the steps, a new person if need be, and a link."""
    first = next(iter(steps.values()))
    found = person_of(first.connection, email)
    person_id = found.id if found else add_person(first, email)
    person = person_numbered(first.connection, person_id)
    require_not_self(first.actor, person)
    if person.state == REMOVED:
        set_state(first.connection, person_id, "invited")
    if os_user:
        _link(first.connection, person, os_user)
    for code, step in steps.items():
        give_roles(step, person, person.roles.get(code, frozenset()) | roles)
    token = make_link(steps, person, ends_at) if may_set_up(person, over) else ""
    return Invited(person_numbered(first.connection, person_id), token, ends_at)


def _link(connection: Connection, person: Person, os_user: str) -> None:
    """Let a user of the terminal be this person, from now on also where it was somebody's who was removed."""
    other = person_of_user(connection, os_user)
    if other and other.id != person.id:
        if other.state != REMOVED:
            raise NotAllowed(
                f"The user {os_user} of the terminal is {other.email} already: each has one of their own.",
                code="user_taken",
            )
        connection.execute(update(people).where(people.c.id == other.id).values(os_user=None))
    connection.execute(update(people).where(people.c.id == person.id).values(os_user=os_user))
    note_user(connection, person.id, os_user)


def may_set_up(person: Person, over: Councils) -> bool:
    """Tell whether who is over these councils may let a person begin anew: of one who has all roles there."""
    return not person.password_hash or all(code in over for code in person.roles)


def make_link(steps: Steps, person: Person, ends_at: dt.datetime) -> str:
    """Make the link by which a person sets a password and a factor, for the first time or anew."""
    for step in steps.values():
        step.record("staff.link_made", person.email)
    return new_link(next(iter(steps.values())).connection, person.id, ends_at)


def end_sessions(steps: Steps, person: Person) -> int:
    """End all sessions of a person; return how many there were."""
    first = next(iter(steps.values()))
    ended = end_all(first.connection, person.id, first.at)
    for step in steps.values():
        step.record("staff.sessions_ended", person.email, after={"sessions": ended})
    log(first.connection, first.at, Event("ended", person.id, by=first.actor))
    return ended


def change_state(steps: Steps, person: Person, state: str) -> None:
    """Disable a person, let them in again, or remove them: then they keep neither role, factor nor link."""
    first = next(iter(steps.values()))
    require_not_self(first.actor, person)
    set_state(first.connection, person.id, state)
    for step in steps.values():
        step.record(
            "staff.state_changed", person.email, before={"state": person.state}, after={"state": state}
        )
        if state == REMOVED:
            give_roles(step, person, frozenset())
    end_all(first.connection, person.id, first.at)
    forget_links(first.connection, person.id)
    if state == REMOVED:
        _forget(first.connection, person.id)
    log(first.connection, first.at, Event("ended", person.id, by=first.actor))


def _forget(connection: Connection, person_id: int) -> None:
    """Forget how a person proves who they are; which user of the terminal they are stays known.

    For what they proposed is theirs still, and that user may go on working at the terminal.
    """
    forget_codes(connection, person_id)
    nothing = ("issuer", "subject", "password_hash", "password_set_at", "factor_secret")
    connection.execute(update(people).where(people.c.id == person_id).values(dict.fromkeys(nothing)))
