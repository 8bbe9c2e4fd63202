"""The door of the staff pages: who a browser is, and the way to the sign-in and back.

What the browser holds is one secret for the session. Where somebody wanted to go before they were sent to
sign in is sealed with the key of the installation: nobody else can write such a way, so there is no open
redirect.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from flask import Request, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from paycards.access.installation import Installation
from paycards.access.visit import Visit
from paycards.access.visitor import Councils, Visitor
from paycards.errors import Corrupt
from paycards.jobs.keep_form import keep_for_session
from paycards.jobs.signed_in import who_is_in
from paycards.pages.forms import posted
from paycards.pages.tls import is_secure
from paycards.staff.kept_forms import KeptForm
from paycards.staff.keys import Key, make_key, read_key
from paycards.staff.sessions import Came
from paycards.web.context import SignedIn

NOBODY = Visitor("nobody", Councils(), frozenset())
PURPOSE = "the way back"
WANTED = "paycards_wanted"
REFRESHES = "X-Refresh"  # a header of pages that only refresh themselves
WANTED_SECONDS = 3600
LONGEST_WAY = 1000


class Wanted(NamedTuple):
    """Where somebody wanted to go, and the form that they had filled in, by its id."""

    address: str
    kept: str = ""


@dataclass(frozen=True)
class StaffDoor:
    """Sessions of the database, behind one cookie."""

    installation: Installation
    clock: Callable[[], dt.datetime]

    def who(self, request: Request) -> SignedIn | None:
        """The person of a live session."""
        token = token_of(request)
        if not token:
            return None
        found = who_is_in(self._visit(), token, is_act=REFRESHES not in request.headers)
        if found is None:
            return None
        left = int((found.ends_at - self.clock()).total_seconds())
        return SignedIn(found.email, found.roles, found.csrf, found.ends_at, found.is_fresh, left)

    def to_sign_in(self, request: Request) -> ResponseReturnValue:
        """To the page that asks for address and password; a form that was sent is kept."""
        return self._by(request, "/sign-in")

    def to_prove(self, request: Request, person: SignedIn) -> ResponseReturnValue:
        """To the page that asks for a new code."""
        del person
        return self._by(request, "/me/prove")

    def _by(self, request: Request, address: str) -> ResponseReturnValue:
        answer = redirect(address, 303)
        keep_wanted(answer, self._wanted(request))
        return answer

    def _wanted(self, request: Request) -> Wanted:
        if request.method != "POST":
            return Wanted(request.full_path.rstrip("?"))
        form = KeptForm(request.path, posted().shown)
        kept = keep_for_session(self._visit(), token_of(request), form) if form.fields else ""
        return Wanted(request.path if _can_be_read(request) else (f"/kept/{kept}" if kept else "/"), kept)

    def _visit(self) -> Visit:
        return Visit(self.installation, NOBODY, self.clock())


def _can_be_read(request: Request) -> bool:
    """Tell whether the address of a form shows a page too."""
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(request.path, method="GET"))
    except HTTPException:
        return False


def cookie_name() -> str:
    """The name of the cookie; with TLS it is one that only this host can have set."""
    return "__Host-paycards" if goes_by_tls() else "paycards"


def token_of(request: Request) -> str:
    """What the browser holds of a session; empty if nothing."""
    token = request.cookies.get(cookie_name(), "")
    return token if len(token) < 100 else ""


def hold(answer: Response, token: str) -> Response:
    """Let the browser hold a session until it is closed, for our pages only, out of reach of scripts."""
    answer.set_cookie(cookie_name(), token, path="/", httponly=True, secure=goes_by_tls(), samesite="Strict")
    return answer


def let_go(answer: Response) -> Response:
    """Take the session from the browser, and what it kept of our pages."""
    answer.delete_cookie(cookie_name(), path="/", httponly=True, secure=goes_by_tls(), samesite="Strict")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def keep_wanted(answer: Response, wanted: Wanted) -> None:
    """Let the browser bring back, sealed, where somebody wanted to go."""
    if len(wanted.address) > LONGEST_WAY or not _is_ours(wanted.address):
        return
    sealed = key_of_pages().seal(PURPOSE, json.dumps(wanted))
    secure = goes_by_tls()
    answer.set_cookie(
        WANTED, sealed, max_age=WANTED_SECONDS, path="/", httponly=True, secure=secure, samesite="Lax"
    )


def way_back(request: Request) -> str:
    """Where somebody wanted to go, with what they had typed; the first page where nothing is known."""
    try:
        address, kept = json.loads(key_of_pages().open(PURPOSE, request.cookies.get(WANTED, "")))
    except (Corrupt, ValueError):
        return "/"
    if not _is_ours(address):
        return "/"
    if not kept or address.startswith("/kept/"):
        return str(address)
    return f"{address}{'&' if '?' in address else '?'}kept={kept}"


def forget_wanted(answer: Response) -> Response:
    """The way back was gone."""
    answer.delete_cookie(WANTED, path="/")
    return answer


def came(request: Request) -> Came:
    """From where a request comes, and with what."""
    return Came(request.remote_addr or "", device_of(request.user_agent.string))


def device_of(agent: str) -> str:
    """What a browser says it is, in words.

    >>> device_of("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox on Windows'
    """
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        *(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
        *(("Mac OS", "Mac"), ("Linux", "Linux")),
    )
    browser = next((name for sign, name in browsers if sign in agent), "A browser")
    system = next((f" on {name}" for sign, name in systems if sign in agent), "")
    return browser + system


def key_of_pages() -> Key:
    """The key of this installation; made where there is none yet."""
    path = current_app.extensions["paycards.settings"].web.key_file
    make_key(path)
    return read_key(path)


def _is_ours(address: str) -> bool:
    """Tell whether this is a path of our own pages."""
    plain = address.isprintable() and "\\" not in address
    return plain and address.startswith("/") and not address.startswith("//") and address != "/sign-out"


def goes_by_tls() -> bool:
    """Tell whether cookies go over TLS only."""
    return is_secure(current_app.extensions["paycards.settings"].serving, request)
