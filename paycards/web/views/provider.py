"""Signing in by the council's own account: to the OpenID provider and back.

A form may lead to our own pages only, and our cookie is not sent on a way that another site began: so the way
there and the way back each end on a page of ours, which goes on by itself or by its link.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from paycards.jobs.provider_sign_in import BACK, begin_at_provider, come_from_provider
from paycards.pages.route import ANYONE, Route
from paycards.staff.digests import new_token
from paycards.staff.provider import NotBelieved
from paycards.web.context import Asked
from paycards.web.door import came, forget_wanted, goes_by_tls, hold, way_back
from paycards.web.show import show

BROWSER = "paycards_provider"
LASTS_SECONDS = 600


@dataclass(frozen=True)
class GoOnPage:
    """A page that goes on by itself."""

    says: str
    address: str = field(repr=False)


def to_provider(asked: Asked) -> ResponseReturnValue:
    """The button was pressed."""
    browser = request.cookies.get(BROWSER, "") or new_token()
    address = begin_at_provider(asked.visit, browser, again=asked.person is not None)
    answer = go_on(
        asked, "Sign in with your council account", "You sign in there, and then return here.", address
    )
    answer.set_cookie(
        BROWSER,
        browser,
        max_age=LASTS_SECONDS,
        path="/sign-in",
        httponly=True,
        secure=goes_by_tls(),
        samesite="Lax",
    )
    return answer


def from_provider(asked: Asked) -> ResponseReturnValue:
    """The provider sent the browser back."""
    provider, given = asked.visit.settings.web.provider, request.args
    if given.get("error") or (provider and given.get("iss", provider.issuer) != provider.issuer):
        raise NotBelieved(given.get("error", "another issuer")[:100])
    browser = request.cookies.get(BROWSER, "")
    token = come_from_provider(
        asked.visit, browser, given.get("state", ""), given.get("code", ""), came(request)
    )
    answer = go_on(asked, "You are signed in", "The page you asked for comes next.", way_back(request))
    return hold(forget_wanted(answer), token)


def go_on(asked: Asked, what: str, says: str, address: str) -> Response:
    """A page that goes on to an address."""
    answer = make_response(show(asked, "sign_in/go_on.html", what, GoOnPage(says, address)))
    answer.headers["Refresh"] = f"0; url={address}"
    return answer


ROUTES = (
    Route("to_provider", "/sign-in/provider", to_provider, ANYONE, ("POST",), council=False),
    Route("from_provider", BACK, from_provider, ANYONE, council=False),
)
