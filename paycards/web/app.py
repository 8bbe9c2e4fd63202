"""The staff application, put together: the table of routes, the guard, the frame, the limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue

from paycards.access.installation import Installation
from paycards.pages.csrf import keep_open_token
from paycards.pages.errors import page_of, refused_form, show_errors
from paycards.pages.headers import with_headers
from paycards.pages.limits import set_limits
from paycards.pages.route import Route
from paycards.pages.templates_of import set_templates
from paycards.web.context import Door
from paycards.web.door import StaffDoor
from paycards.web.guard import ForeignForm, Guard, MissingRole
from paycards.web.routes import ROUTES
from paycards.web.show import address, show_error
from paycards.web.strangers import outside_of

NO_TIME = dt.timedelta()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def create_app(
    installation: Installation,
    *,
    clock: Callable[[], dt.datetime] = _now,
    ahead: dt.timedelta = NO_TIME,
    door: Door | None = None,
    routes: tuple[Route, ...] = ROUTES,
) -> Flask:
    """The staff pages of an installation; `ahead` is how far a rehearsal pretends the books to be."""
    app = Flask("paycards.web", static_folder=None)
    by_endpoint = {route.endpoint: route for route in routes}
    app.extensions |= {
        "paycards.installation": installation,
        "paycards.settings": installation.settings,
        "paycards.routes": by_endpoint,
    }
    set_limits(app, installation.settings.serving)
    set_templates(app, "paycards.web")
    app.jinja_env.globals["link"] = _link
    app.jinja_env.filters["outside"] = outside_of(installation.settings, _councils)
    for route in routes:
        _add(app, route)
    guard = Guard(installation, by_endpoint, door or StaffDoor(installation, clock), clock, ahead)
    app.before_request(guard.admit)
    show_errors(app, show_error)
    app.register_error_handler(ForeignForm, lambda error: show_error(refused_form(error.filled)))
    app.register_error_handler(MissingRole, lambda error: show_error(page_of(403, str(error))))
    app.after_request(lambda answer: _finish(answer, guard))
    return app


def _add(app: Flask, route: Route) -> None:
    def view(**values: object) -> ResponseReturnValue:
        return route.view(g.asked, **values)

    app.add_url_rule(
        route.address,
        route.endpoint,
        view,
        methods=list(route.methods),
        provide_automatic_options=False,
        strict_slashes=True,
    )


def _councils() -> Collection[str]:
    """The councils of who asks."""
    return g.person.roles if g.get("person") else ()


def _link(endpoint: str, **values: object) -> str:
    """What templates call for the address of a page of the same council."""
    return address(g.asked, endpoint, **values)


def _finish(answer: Response, guard: Guard) -> Response:
    if request.method != "HEAD":
        keep_open_token(answer)
    return with_headers(answer, guard.caching())
