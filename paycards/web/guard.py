"""The guard: nobody reaches a view but through it, by the table of routes alone.

What is not in the table is not there. Another council's code sounds like one that does not exist.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from paycards.access.installation import Installation
from paycards.access.visit import Visit
from paycards.access.visitor import Councils, Visitor
from paycards.errors import NotAllowed
from paycards.jobs.keep_form import keep_of_session_before
from paycards.pages.csrf import FIELD, is_from_elsewhere, is_ours, open_token
from paycards.pages.route import FOR_EVER, NO_STORE, Route
from paycards.web.context import Asked, Door, SignedIn
from paycards.web.late_forms import late_form, page_of_form

SIGN_OUT = "sign_out"  # whose session has ended is signed out already, and is led to where one signs in


class MissingRole(NotAllowed):
    """A page that is not for this person's roles."""


class ForeignForm(NotAllowed):
    """A form that was not sent from a page of this session; `filled` is where it is kept, if it is."""

    def __init__(self, filled: str = "") -> None:
        super().__init__("The form was not sent from a page of this session.", code="foreign_form")
        self.filled = filled


@dataclass(frozen=True)
class Guard:
    """What stands in front of the views of an application."""

    installation: Installation
    routes: Mapping[str, Route]
    door: Door
    clock: Callable[[], dt.datetime]
    ahead: dt.timedelta = dt.timedelta()  # of the clock, on the pages of a council, in a rehearsal

    def admit(self) -> ResponseReturnValue | None:
        """Let the request in, send the person to sign in, or raise what is wrong."""
        route = self.routes.get(request.endpoint or "")
        if route is None:
            return None  # Flask answers that there is no such page, or no such method
        g.parts_of_address = dict(request.view_args or {})
        person = None if route.caching == FOR_EVER else self.door.who(request)
        g.person = person
        if person is None and (not route.is_open or route.endpoint == SIGN_OUT):
            return self.door.to_sign_in(request)
        code = (request.view_args or {}).pop("code", "") if route.council else ""
        self._check_role(route, person, code)
        self._check_form(route, person)
        if person and route.reauthenticate and not person.is_fresh:
            return self.door.to_prove(request, person)
        g.asked = Asked(self._visit(route, person, code), route, person, code)
        return None

    def _check_role(self, route: Route, person: SignedIn | None, code: str) -> None:
        if route.is_open or person is None:
            return
        if route.council and code not in person.roles:
            abort(404)
        roles = person.roles[code] if route.council else frozenset().union(*person.roles.values())
        if not roles & route.roles:
            raise MissingRole(_missing(route, roles), code="missing_role")

    def _check_form(self, route: Route, person: SignedIn | None) -> None:
        if request.method in ("GET", "HEAD"):
            return
        open_ones = (open_token(),) if route.is_open or person is None else ()
        if not is_ours(request, *((person.csrf,) if person else ()), *open_ones):
            raise ForeignForm(self._kept(person) if person and not is_from_elsewhere(request) else "")

    def _kept(self, person: SignedIn) -> str:
        """Where a form of a session before this one comes back filled; empty where it was of none."""
        form, page = late_form(), page_of_form()
        visit = Visit(self.installation, Visitor(person.email, Councils(), frozenset()), self.clock())
        kept = keep_of_session_before(visit, request.form.get(FIELD, ""), form) if form.fields else ""
        if not kept:
            return ""
        return f"{page}?kept={kept}" if page else f"/kept/{kept}"

    def _visit(self, route: Route, person: SignedIn | None, code: str) -> Visit:
        nobody = Visitor("nobody", Councils(), frozenset())
        visitor = nobody if person is None else person.visitor(route, code or None)
        now = self.clock() + (self.ahead if route.council else dt.timedelta())
        return Visit(self.installation, visitor, now)

    def caching(self) -> str:
        """How long the answer to this request may be kept."""
        route = self.routes.get(request.endpoint or "")
        return route.caching if route else NO_STORE


def _missing(route: Route, roles: frozenset[str]) -> str:
    mine = " and ".join(_one(role.replace("_", " ")) for role in sorted(roles))
    *most, last = sorted(f"{role.replace('_', ' ')}s" for role in route.roles)
    theirs = f"{', '.join(most)} and {last}" if most else last
    return f"You {f'are {mine}' if mine else 'have no role'} here. This page is for {theirs}."


def _one(role: str) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"
