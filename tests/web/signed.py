"""People who are signed in, for tests of pages: at a door that the application is given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Request, redirect
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from werkzeug.test import TestResponse

from paycards.access.installation import Installation
from paycards.staff.roles import Role
from paycards.web.app import create_app
from paycards.web.context import SignedIn

CSRF = "the-token-of-the-session"
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


@dataclass
class OpenDoor:
    """Who came in last is who asks."""

    person: SignedIn | None = None
    asked_to_prove: list[str] = field(default_factory=list)

    def who(self, request: Request) -> SignedIn | None:
        return self.person

    def to_sign_in(self, request: Request) -> ResponseReturnValue:
        return redirect("/sign-in", 303)

    def to_prove(self, request: Request, person: SignedIn) -> ResponseReturnValue:
        self.asked_to_prove.append(person.email)
        return redirect("/sign-in/code", 303)


@dataclass
class Staff:
    """The staff application of an installation, and who sits before it."""

    app: Flask
    door: OpenDoor

    def signed_in(self, role: Role | str, council: str = "NVD", email: str = "") -> Browser:
        """A browser of a person of this role at this council."""
        return self.person({council: frozenset({Role(role)})}, email or f"{role}@northvale.example")

    def person(self, roles: dict[str, frozenset[Role]], email: str = "person@northvale.example") -> Browser:
        """A browser of a person of these roles."""
        return Browser(self.app.test_client(), self.door, SignedIn(email, roles, CSRF))

    def nobody(self) -> Browser:
        """A browser of nobody."""
        return Browser(self.app.test_client(), self.door, None)


@dataclass
class Browser:
    """What one person does: each request is theirs, forms carry the token of their session."""

    client: FlaskClient
    door: OpenDoor
    person: SignedIn | None

    def get(self, address: str, **more: Any) -> TestResponse:
        self.door.person = self.person
        return self.client.get(address, **more)

    def post(self, address: str, csrf: str = CSRF, **fields: Any) -> TestResponse:
        self.door.person = self.person
        data = {"csrf": csrf, **{name.replace("__", "-"): value for name, value in fields.items()}}
        return self.client.post(address, data=data)

    def open(self, address: str, method: str, **more: Any) -> TestResponse:
        self.door.person = self.person
        return self.client.open(address, method=method, **more)


def staff_of(installation: Installation, now: dt.datetime = NOW, **more: Any) -> Staff:
    """The staff application of an installation, at an instant."""
    door = OpenDoor()
    app = create_app(installation, clock=lambda: now, door=door, **more)
    app.testing = False  # errors are pages, as in real life
    return Staff(app, door)
