"""That a form was sent from a page of ours: one token for each session, in each form.

Who has no session yet has a token of their own, in a cookie that only this host reads.
"""

from __future__ import annotations

import hmac
import secrets

from flask import Request, Response, g

from paycards.pages.cookies import cookie, set_cookie

FIELD = "csrf"
OPEN_COOKIE = "paycards_form"
_ELSEWHERE = ("cross-site", "same-site")  # what a browser says of what another site began


def is_from_elsewhere(request: Request) -> bool:
    """Tell whether another site began this request, as far as the browser says."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in _ELSEWHERE


def is_ours(request: Request, *tokens: str) -> bool:
    """Tell whether a form carries one of the tokens and comes, as far as is known, from our own pages."""
    if is_from_elsewhere(request):
        return False
    given = request.form.get(FIELD, "").encode()
    return any(bool(token) and hmac.compare_digest(given, token.encode()) for token in tokens)


def open_token() -> str:
    """The token of a visitor without a session: the one of the cookie, or a new one that it is given."""
    known: str = cookie(OPEN_COOKIE) or g.get("new_open_token", "")
    if not known or len(known) > 64:
        known = g.new_open_token = secrets.token_urlsafe(32)
    return known


def keep_open_token(answer: Response) -> None:
    """Set the cookie of a token that was made for this answer."""
    token = g.get("new_open_token")
    if token:
        set_cookie(answer, OPEN_COOKIE, token)
