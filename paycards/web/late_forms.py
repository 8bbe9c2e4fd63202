"""A form that came too late: what is kept of it, and where it comes back."""

from __future__ import annotations

from flask import current_app, g, request, url_for

from paycards.pages.errors import is_page
from paycards.pages.forms import posted
from paycards.pages.route import Route
from paycards.staff.kept_forms import KeptForm


def late_form() -> KeptForm:
    """The form of this request, with the page that shows it again, or where it is sent to if none does."""
    return KeptForm(page_of_form() or request.path, posted().shown)


def page_of_form() -> str:
    """The page that the form of this request stands on and comes back to; empty where there is none."""
    routes: dict[str, Route] = current_app.extensions["paycards.routes"]
    route = routes.get(request.endpoint or "")
    if route is not None and route.form:
        return url_for(route.form, **g.parts_of_address)
    return request.path if is_page(request.path) else ""
