"""What stands around every page: the council's name and colours, the navigation, who is signed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app, g, url_for

from paycards.pages.csrf import open_token
from paycards.pages.look import NOBODYS, Look, look_of
from paycards.pages.route import Route
from paycards.settings.installation import Settings
from paycards.web.context import Asked, SignedIn
from paycards.web.navigation import NOWHERE, Navigation, navigation_of

WARNED_BEFORE = 120  # seconds


@dataclass(frozen=True)
class Frame:
    """The frame of one page."""

    what: str
    title: str
    look: Look
    navigation: Navigation
    council: str
    email: str
    csrf: str
    done: str = ""
    help: str = ""
    now: dt.datetime | None = None  # as at when the page was made
    ends_at: dt.datetime | None = None
    warns_after: int = 0  # seconds: then the page says that the session ends soon
    has_choice: bool = False  # the person is of several councils
    has_sign_out: bool = False


def frame_of(asked: Asked | None, what: str, done: str) -> Frame:
    """Draw the frame for who asks; for nobody, a frame that says nothing."""
    person: SignedIn | None = g.get("person")
    council = _council(asked, person)
    look = _look(council)
    return Frame(
        what=what,
        title=" – ".join([what, *([look.name] if look is not NOBODYS else []), "paycards"]),
        look=look,
        navigation=_navigation(person, council, asked.route if asked else None),
        council=council,
        email=person.email if person else "",
        csrf=person.csrf if person else open_token(),
        done=done,
        help=asked.route.help if asked else "",
        now=asked.visit.now if asked else None,
        ends_at=person.ends_at if person else None,
        warns_after=max(0, person.seconds_left - WARNED_BEFORE) if person and person.seconds_left else 0,
        has_choice=person is not None and len(person.roles) > 1,
        has_sign_out=person is not None and "sign_out" in _routes(),
    )


def _council(asked: Asked | None, person: SignedIn | None) -> str:
    """The council that the page is about, or the only one that the person has."""
    if asked and asked.council:
        return asked.council
    return next(iter(person.roles)) if person and len(person.roles) == 1 else ""


def _look(code: str) -> Look:
    settings: Settings = current_app.extensions["paycards.settings"]
    councils = {council.code: council for council in settings.councils}
    if code in councils:
        return look_of(councils[code])
    return look_of(settings.councils[0]) if len(settings.councils) == 1 else NOBODYS


def _navigation(person: SignedIn | None, council: str, here: Route | None) -> Navigation:
    """The pages that the person may open."""
    if person is None:
        return NOWHERE
    routes = _routes()
    may_open = [route for route in routes.values() if route.navigation and _opens(route, person, council)]
    addresses = {route.endpoint: _address(route, council) for route in may_open}
    return navigation_of(routes, addresses, here)


def _opens(route: Route, person: SignedIn, council: str) -> bool:
    if route.council:
        return bool(person.roles.get(council, frozenset()) & route.roles)
    return bool(person.councils_for(route))


def _address(route: Route, council: str) -> str:
    return url_for(route.endpoint, code=council) if route.council else url_for(route.endpoint)


def _routes() -> dict[str, Route]:
    routes: dict[str, Route] = current_app.extensions["paycards.routes"]
    return routes
