"""The first page, the choice of a council, and the files that every page is drawn with."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from paycards.pages.look import style_sheet
from paycards.pages.route import ANYONE, FOR_EVER, Route
from paycards.pages.static_files import static_file
from paycards.staff.roles import Role
from paycards.web.context import Asked
from paycards.web.show import show
from paycards.web.who_may import EVERY_ROLE

# Where each role begins; the first that the person has.
FIRST_PAGES = (
    (Role.FINANCE_MANAGER, "finance"),
    (Role.FINANCE_OFFICER, "finance"),
    (Role.AUDITOR, "finance"),
    (Role.HOUSING_OFFICER, "find"),
    (Role.ADMINISTRATOR, "admin"),
)


@dataclass(frozen=True)
class CouncilChoice:
    """A council that the person may choose."""

    name: str
    address: str
    roles: str


def start(asked: Asked) -> ResponseReturnValue:
    """The first page of the person's role, or the choice of a council."""
    roles = asked.person.roles if asked.person else {}
    if len(roles) == 1:
        (code,) = roles
        return redirect(_first_page(roles[code], code), 303)
    names = {council.code: council.name for council in asked.visit.settings.councils}
    choices = [
        CouncilChoice(
            names[code], url_for("council", code=code), ", ".join(sorted(role.words for role in held))
        )
        for code, held in sorted(roles.items())
        if code in names
    ]
    return show(asked, "start/councils.html", "Choose a council", choices)


def council(asked: Asked) -> ResponseReturnValue:
    """The first page of the person's role at a council."""
    return redirect(_first_page(asked.roles, asked.council), 303)


def _first_page(roles: frozenset[Role], code: str) -> str:
    routes: dict[str, Route] = current_app.extensions["paycards.routes"]
    named = [endpoint for role, endpoint in FIRST_PAGES if role in roles and endpoint in routes]
    if not named:
        return url_for("help", page="first-morning")
    route = routes[named[0]]
    return url_for(route.endpoint, code=code) if route.council else url_for(route.endpoint)


def static(_: Asked, name: str) -> ResponseReturnValue:
    """A file that comes with the program."""
    return static_file(name)


def look(asked: Asked, name: str) -> ResponseReturnValue:
    """A council's colours."""
    return style_sheet(asked.visit.settings.councils, name)


ROUTES = (
    Route("start", "/", start, EVERY_ROLE, council=False, help="Each council has its own pages."),
    Route("council", "", council, EVERY_ROLE),
    Route("static", "/static/<name>", static, ANYONE, council=False, caching=FOR_EVER),
    Route("look", "/look/<name>", look, ANYONE, council=False, caching=FOR_EVER),
)
