"""What administrators do with people: end their sessions, disable, let in again, remove, change roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import TypeVar

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import NotAllowed, NotFound
from paycards.staff import inviting
from paycards.staff.people import (
    ACTIVE,
    DISABLED,
    INVITED,
    REMOVED,
    Person,
    fold_email,
    give_roles,
    person_of,
)
from paycards.staff.roles import Role

Result = TypeVar("Result")


def end_person_sessions(visit: Visit, email: str) -> int:
    """End all sessions of a person; return how many. Raises NotFound."""
    return _with(visit, email, inviting.end_sessions, whole=False)


def remove_person(visit: Visit, email: str) -> None:
    """Let nobody sign in as this person any more; forget how they proved who they are. Raises NotFound."""
    _with(visit, email, lambda steps, person: inviting.change_state(steps, person, REMOVED))


def disable_person(visit: Visit, email: str) -> None:
    """Let a person not sign in until they are enabled again. Raises NotFound."""
    _with(visit, email, lambda steps, person: inviting.change_state(steps, person, DISABLED))


def enable_person(visit: Visit, email: str) -> None:
    """Let a disabled person sign in again. Raises NotFound."""

    def enable(steps: inviting.Steps, person: Person) -> None:
        ready = person.password_hash or person.subject
        inviting.change_state(steps, person, ACTIVE if ready else INVITED)

    _with(visit, email, enable)


def make_person_link(visit: Visit, email: str) -> str:
    """Make the link by which a person sets a password and a factor anew; return its secret part.

    Raises NotFound, and NotAllowed where the person has roles at councils that the visitor does not see.
    """
    ends_at = visit.now + dt.timedelta(minutes=visit.settings.web.link_minutes)

    def make(steps: inviting.Steps, person: Person) -> str:
        inviting.require_not_self(visit.visitor.name, person)
        return inviting.make_link(steps, person, ends_at)

    return _with(visit, email, make)


def change_roles(visit: Visit, email: str, council: str, roles: Collection[Role]) -> None:
    """Let a person be exactly this at a council: nothing, without a role. Raises NotFound, NotAllowed."""
    with visit.steps([council], Permission.MANAGE_STAFF) as steps:
        step = steps[council]
        person = _found(person_of(step.connection, fold_email(email)), email)
        inviting.require_not_self(step.actor, person)
        if person.subject:
            raise NotAllowed(
                "The roles of this person come from the provider: change them there.", code="of_provider"
            )
        give_roles(step, person, frozenset(roles))


def _with(
    visit: Visit, email: str, act: Callable[[inviting.Steps, Person], Result], *, whole: bool = True
) -> Result:
    """Act on a person in one transaction that holds the councils where they have a role.

    An act on the `whole` person is for who sees all of these councils.
    """
    folded = fold_email(email)
    with visit.reading(may=Permission.MANAGE_STAFF) as seen:
        person = _found(person_of(seen.connection, folded), email)
        codes = [code for code in person.roles if code in seen.councils] or list(seen.councils)[:1]
        if not (seen.every or set(person.roles) & set(seen.councils)):
            raise NotFound("person", email)
        if whole and not seen.every and set(person.roles) - set(seen.councils):
            raise NotAllowed(
                "This person has roles at another council too. Take their roles at yours away instead.",
                code="of_another_council",
            )
    with visit.steps(codes, Permission.MANAGE_STAFF) as steps:
        return act(steps, person)


def _found(person: Person | None, email: str) -> Person:
    if person is None or person.state == REMOVED:
        raise NotFound("person", email)
    return person
