"""Who asks, of which council, and what the guard let them in with: what every view is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from flask import Request, g
from flask.typing import ResponseReturnValue

from paycards.access.visit import Visit
from paycards.access.visitor import Councils, Visitor
from paycards.pages.route import Route
from paycards.staff.roles import Role, permissions_of


@dataclass(frozen=True)
class SignedIn:
    """A person with a session: what they are at which council."""

    email: str
    roles: Mapping[str, frozenset[Role]]  # by council code
    csrf: str  # one for the whole session
    ends_at: dt.datetime | None = None  # when the session ends without an act
    is_fresh: bool = True  # proved lately who they are
    seconds_left: int = 0  # until then, by the real clock; 0: no warning is wanted

    def councils_for(self, route: Route) -> frozenset[str]:
        """The councils where one of their roles opens the route."""
        return frozenset(code for code, roles in self.roles.items() if roles & route.roles)

    def visitor(self, route: Route, code: str | None) -> Visitor:
        """Who asks, for the jobs: with the rights of their roles where the route is about."""
        codes = self.councils_for(route) if code is None else frozenset({code})
        roles = frozenset().union(*(self.roles[each] for each in codes))
        if code is None:
            roles &= route.roles
        return Visitor(self.email, Councils(codes), permissions_of(Role(role) for role in roles))


class Door(Protocol):
    """Where people sign in."""

    def who(self, request: Request) -> SignedIn | None:
        """The person of this request's session, if it has one."""

    def to_sign_in(self, request: Request) -> ResponseReturnValue:
        """Send somebody to sign in, and back to where they wanted to go, with what they had typed."""

    def to_prove(self, request: Request, person: SignedIn) -> ResponseReturnValue:
        """Send a person to prove again who they are."""


@dataclass(frozen=True)
class Asked:
    """One request that the guard let in."""

    visit: Visit
    route: Route
    person: SignedIn | None
    council: str = ""  # its code; empty where the page belongs to none

    @property
    def roles(self) -> frozenset[Role]:
        """What the person is at the council of the page."""
        return self.person.roles.get(self.council, frozenset()) if self.person else frozenset()


def asked() -> Asked | None:
    """What this request asks, once the guard has let it in."""
    found: Asked | None = g.get("asked")
    return found
