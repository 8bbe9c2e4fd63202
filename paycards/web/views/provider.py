"""Signing in by the council's own account: to the OpenID provider and back.

A form may lead to our own pages only, and our cookie is not sent on a way that another site began: so the way
there and the way back each end on a page of ours, which goes on by itself or by its link.
"""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from paycards.jobs.provider_sign_in import BACK, begin_at_provider, come_from_provider
from paycards.pages.cookies import LAX, cookie, set_cookie
from paycards.pages.route import ANYONE, Route
from paycards.staff.digests import new_token
from paycards.staff.provider import NotBelieved
from paycards.web.context import Asked
from paycards.web.door import came, forget_wanted, hold, way_back
from paycards.web.going_on import go_on

BROWSER = "paycards_provider"
LASTS_SECONDS = 600
KNOWN_ERRORS = (  # of a provider; what else stands in an address is not repeated
    *("access_denied", "login_required", "interaction_required", "account_selection_required"),
    *("consent_required", "invalid_request", "invalid_scope", "unauthorized_client"),
    *("unsupported_response_type", "server_error", "temporarily_unavailable"),
)


def to_provider(asked: Asked) -> ResponseReturnValue:
    """The button was pressed."""
    browser = cookie(BROWSER) or new_token()
    address = begin_at_provider(asked.visit, browser, again=asked.person is not None)
    answer = go_on(
        asked, "Sign in with your council account", "You sign in there, and then return here.", address
    )
    set_cookie(answer, BROWSER, browser, seconds=LASTS_SECONDS, same_site=LAX)
    return answer


def from_provider(asked: Asked) -> ResponseReturnValue:
    """The provider sent the browser back."""
    provider, given = asked.visit.settings.web.provider, request.args
    if given.get("error") or (provider and given.get("iss", provider.issuer) != provider.issuer):
        raise NotBelieved(given["error"] if given.get("error") in KNOWN_ERRORS else "another error or issuer")
    browser = cookie(BROWSER)
    token = come_from_provider(
        asked.visit, browser, given.get("state", ""), given.get("code", ""), came(request)
    )
    answer = go_on(asked, "You are signed in", "The page you asked for comes next.", way_back())
    return hold(forget_wanted(answer), token)


ROUTES = (
    Route("to_provider", "/sign-in/provider", to_provider, ANYONE, ("POST",), council=False),
    Route("from_provider", BACK, from_provider, ANYONE, council=False),
)
