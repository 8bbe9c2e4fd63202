"""That a form was sent from a page of ours: one token for each session, in each form.

Who has no session yet has a token of their own, in a cookie that only this host reads.
"""

from __future__ import annotations

import hmac
import secrets

from flask import Request, Response, g

FIELD = "csrf"
OPEN_COOKIE = "paycards_form"
_ELSEWHERE = ("cross-site", "same-site")  # what a browser says of a form of another site


def is_ours(request: Request, token: str) -> bool:
    """Tell whether a form carries the token and comes, as far as the browser says, from our own pages."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") in _ELSEWHERE:
        return False
    given = request.form.get(FIELD, "")
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def open_token(request: Request) -> str:
    """The token of a visitor without a session: the one of the cookie, or a new one that it is given."""
    known = request.cookies.get(OPEN_COOKIE, "")
    if not known or len(known) > 64:
        known = g.new_open_token = secrets.token_urlsafe(32)
    return known


def keep_open_token(answer: Response, *, secure: bool) -> None:
    """Set the cookie of a token that was made for this answer."""
    token = g.get("new_open_token")
    if token:
        answer.set_cookie(OPEN_COOKIE, token, httponly=True, samesite="Strict", secure=secure)
