"""The people who may sign in: add them, change what they are, end their sessions, disable or remove them."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from paycards.jobs.add_person import add_person
from paycards.jobs.keep_form import keep_form, kept_form
from paycards.jobs.list_people import list_people
from paycards.jobs.manage_person import (
    change_roles,
    disable_person,
    enable_person,
    end_person_sessions,
    make_person_link,
    remove_person,
)
from paycards.jobs.set_up_person import require_open_link
from paycards.jobs.show_person import show_person
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import Route
from paycards.staff.listing import ListedPerson
from paycards.staff.roles import Role
from paycards.web.context import Asked
from paycards.web.show import NOTHING_TYPED, after, show
from paycards.web.who_may import ADMIN, AUDIT

DONE = {
    "roles": "The roles are changed.",
    "ended": "All sessions of this person are ended.",
    "disabled": "This person cannot sign in until you enable them again.",
    "enabled": "This person can sign in again.",
    "removed": "The person is removed.",
}
ROLE_CHOICES = tuple((role.value, role.words.capitalize()) for role in Role)


@dataclass(frozen=True)
class PeoplePage:
    """The list, and whether the reader may change it."""

    people: tuple[ListedPerson, ...]
    may_change: bool


@dataclass(frozen=True)
class PersonPage:
    """One person; `councils` are those of the reader, `held` the boxes that are ticked."""

    person: ListedPerson
    councils: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]
    held: tuple[str, ...]
    may_change: bool
    is_self: bool
    by_password: bool  # people may set one


@dataclass(frozen=True)
class NewPersonPage:
    """Which roles there are, and at which councils they can be given."""

    roles: tuple[tuple[str, str], ...]
    councils: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LinkPage:
    """A one-time link, for the administrator to hand over."""

    email: str
    link: str = field(repr=False)
    minutes: int


def people(asked: Asked) -> ResponseReturnValue:
    """Everybody with a role at the councils of the reader."""
    page = PeoplePage(tuple(list_people(asked.visit)), _may_change(asked))
    return show(asked, "people/list.html", "People who sign in", page, done=DONE)


def new_person(asked: Asked) -> ResponseReturnValue:
    """The form for another person."""
    return _new_page(asked, NOTHING_TYPED)


def _new_page(asked: Asked, form: Form) -> ResponseReturnValue:
    page = NewPersonPage(ROLE_CHOICES, tuple((code, code) for code in _councils(asked)))
    return show(asked, "people/new.html", "Add a person", page, form=form)


def add(asked: Asked) -> ResponseReturnValue:
    """Another person was added."""
    form = posted()

    def act() -> ResponseReturnValue:
        role = form.choice("role", "a role", [role.value for role in Role])
        council = form.choice("council", "a council", _councils(asked))
        form.check()
        invited = add_person(asked.visit, form.value("email"), [Role(role)], [council])
        if not invited.token:
            return after(asked, "person", person_id=invited.person.id, done="roles")
        return _to_link(asked, invited.person.id, invited.person.email, invited.token)

    return submitted(form, act, lambda wrong: _new_page(asked, wrong))


def person(asked: Asked, person_id: int) -> ResponseReturnValue:
    """One person."""
    return _person_page(asked, person_id, NOTHING_TYPED)


def _person_page(asked: Asked, person_id: int, form: Form) -> ResponseReturnValue:
    found = show_person(asked.visit, person_id)
    held = tuple(f"{code}-{role}" for code, role in found.roles)
    own, web = found.email == asked.visit.visitor.name, asked.visit.settings.web
    page = PersonPage(found, _councils(asked), ROLE_CHOICES, held, _may_change(asked), own, web.password)
    return show(asked, "people/person.html", "A person who signs in", page, form=form, done=DONE)


def give_roles(asked: Asked, person_id: int) -> ResponseReturnValue:
    """The boxes of one council were sent."""
    form, found = posted(), show_person(asked.visit, person_id)

    def act() -> ResponseReturnValue:
        council = form.choice("council", "a council", _councils(asked))
        form.check()
        ticked = [role for role in Role if form.is_ticked(f"role-{role}")]
        change_roles(asked.visit, found.email, council, ticked)
        if not ticked:  # without a role they may not be among the people that the reader sees
            return after(asked, "people", done="roles")
        return after(asked, "person", person_id=found.id, done="roles")

    return submitted(form, act, lambda wrong: _person_page(asked, person_id, wrong))


def manage(asked: Asked, person_id: int) -> ResponseReturnValue:
    """A button was pressed: end sessions, disable, enable, remove."""
    form, found = posted(), show_person(asked.visit, person_id)
    acts = {
        "ended": end_person_sessions,
        "disabled": disable_person,
        "enabled": enable_person,
        "removed": remove_person,
    }

    def act() -> ResponseReturnValue:
        done = form.choice("act", "what to do", acts)
        form.check()
        acts[done](asked.visit, found.email)
        if done == "removed":
            return after(asked, "people", done=done)
        return after(asked, "person", person_id=found.id, done=done)

    return submitted(form, act, lambda wrong: _person_page(asked, person_id, wrong))


def make_link(asked: Asked, person_id: int) -> ResponseReturnValue:
    """A new one-time link is wanted."""
    form, found = posted(), show_person(asked.visit, person_id)

    def act() -> ResponseReturnValue:
        return _to_link(asked, found.id, found.email, make_person_link(asked.visit, found.email))

    return submitted(form, act, lambda wrong: _person_page(asked, person_id, wrong))


def _to_link(asked: Asked, person_id: int, email: str, token: str) -> ResponseReturnValue:
    address = url_for("person_link", person_id=person_id, kept="x")
    link = f"{asked.visit.settings.web.staff_address}/set-up/{token}"
    kept = keep_form(asked.visit, address, {"email": email, "link": link})
    return redirect(url_for("person_link", person_id=person_id, kept=kept), 303)


def link(asked: Asked, person_id: int, kept: str) -> ResponseReturnValue:
    """A one-time link, to be handed over."""
    show_person(asked.visit, person_id)
    fields = kept_form(asked.visit, kept).fields
    require_open_link(asked.visit, fields.get("link", "").rpartition("/")[2])
    page = LinkPage(fields.get("email", ""), fields.get("link", ""), asked.visit.settings.web.link_minutes)
    return show(asked, "people/link.html", "Hand this link over", page)


def _may_change(asked: Asked) -> bool:
    person = asked.person
    return person is not None and any(Role.ADMINISTRATOR in roles for roles in person.roles.values())


def _councils(asked: Asked) -> tuple[str, ...]:
    """Where the person is an administrator."""
    roles = asked.person.roles if asked.person else {}
    return tuple(code for code, held in sorted(roles.items()) if Role.ADMINISTRATOR in held)


POST = ("POST",)
ONE = "/admin/people/<int:person_id>"
SEES = ADMIN | AUDIT
ROUTES = (
    Route(
        "people",
        "/admin/people",
        people,
        SEES,
        council=False,
        navigation="People who sign in",
        help="Who may sign in, and in which roles. Nobody can change their own roles.",
    ),
    Route(
        "add_person",
        "/admin/people",
        add,
        ADMIN,
        POST,
        council=False,
        reauthenticate=True,
        form="new_person",
    ),
    Route("new_person", "/admin/people/new", new_person, ADMIN, council=False),
    Route("person", ONE, person, SEES, council=False),
    Route("give_roles", f"{ONE}/roles", give_roles, ADMIN, POST, council=False, reauthenticate=True),
    Route("manage_person", f"{ONE}/state", manage, ADMIN, POST, council=False),
    Route("make_person_link", f"{ONE}/link", make_link, ADMIN, POST, council=False, reauthenticate=True),
    Route("person_link", f"{ONE}/link/<kept>", link, ADMIN, council=False),
)
