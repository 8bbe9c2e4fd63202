"""The customers' application, put together: its routes, its words, the check of its forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue

from paycards.access.installation import Installation
from paycards.customer.context import Hall
from paycards.customer.show import show_error
from paycards.customer.views import ROUTES
from paycards.pages.csrf import is_ours, keep_open_token, open_token
from paycards.pages.errors import refused_form, show_errors
from paycards.pages.headers import with_headers
from paycards.pages.limits import set_limits
from paycards.pages.route import FOR_EVER, NO_STORE, Route
from paycards.pages.templates_of import set_templates
from paycards.settings.installation import Settings


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def create_app(installation: Installation, *, clock: Callable[[], dt.datetime] = _now) -> Flask:
    """The customers' pages of an installation."""
    app = Flask("paycards.customer", static_folder=None)
    app.extensions["paycards.settings"] = installation.settings
    set_limits(app, installation.settings.serving)
    app.config["TRUSTED_HOSTS"] = _hosts(installation.settings)
    set_templates(app, "paycards.customer")
    hall = Hall(installation, clock)
    for route in ROUTES:
        _add(app, route, hall)
    app.before_request(_check_form)
    show_errors(app, show_error)
    app.after_request(lambda answer: _finish(answer, hall))
    return app


def _hosts(settings: Settings) -> list[str] | None:
    """The one host name of these pages, where the staff pages are held to theirs; else any is answered."""
    own = urlsplit(settings.web.customer_address).hostname
    return [own] if own and settings.serving.hosts else None


def _add(app: Flask, route: Route, hall: Hall) -> None:
    def view(language: str = "", **values: object) -> ResponseReturnValue:
        del language  # the address says it to everything that asks
        return route.view(hall.asked(), **values)

    app.add_url_rule(
        route.rule,
        route.endpoint,
        view,
        methods=list(route.methods),
        provide_automatic_options=False,
        strict_slashes=True,
    )


def _check_form() -> ResponseReturnValue | None:
    if request.routing_exception or request.method in ("GET", "HEAD"):
        return None
    if is_ours(request, open_token()):
        return None
    return show_error(refused_form())


def _finish(answer: Response, hall: Hall) -> Response:
    if request.method != "HEAD":
        keep_open_token(answer)
    if "new_secret" in g:
        hall.keep(answer, g.new_secret)
        if not g.new_secret:
            answer.headers["Clear-Site-Data"] = '"cache"'
    return with_headers(answer, _caching())


def _caching() -> str:
    kept = {route.endpoint for route in ROUTES if route.caching == FOR_EVER}
    return FOR_EVER if request.endpoint in kept else NO_STORE
