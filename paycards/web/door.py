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

from flask import Request, current_app, redirect
from flask.typing import ResponseReturnValue
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response

from paycards.access.installation import Installation
from paycards.access.visit import Visit
from paycards.access.visitor import Councils, Visitor
from paycards.errors import Corrupt
from paycards.jobs.keep_form import keep_for_session
from paycards.jobs.signed_in import who_is_in
from paycards.pages.cookies import LAX, cookie, drop_cookie, set_cookie
from paycards.pages.csrf import is_from_elsewhere
from paycards.pages.errors import page_above
from paycards.staff.keys import Key, make_key, read_key
from paycards.staff.sessions import Came
from paycards.web.context import SignedIn
from paycards.web.going_on import once_more
from paycards.web.late_forms import late_form, page_of_form

NOBODY = Visitor("nobody", Councils(), frozenset())
PURPOSE = "the way back"
SESSION = "paycards"
WANTED = "paycards_wanted"
REFRESHES = "X-Refresh"  # a header of pages that only refresh themselves
AGAIN = "again"  # in the address of a page that does so without script
WANTED_SECONDS = 3600
ONCE, ONCE_SECONDS = "paycards_once", 10  # no browser is asked to come again and again
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
        token = token_of_session()
        if not token:
            return None
        refreshes = REFRESHES in request.headers or AGAIN in request.args
        found = who_is_in(self._visit(), token, is_act=not refreshes)
        if found is None:
            return None
        left = int((found.ends_at - self.clock()).total_seconds())
        return SignedIn(found.email, found.roles, found.csrf, found.ends_at, found.is_fresh, left)

    def to_sign_in(self, request: Request) -> ResponseReturnValue:
        """To the page that asks for address and password; a form that was sent is kept.

        Whoever followed a link of a mail may be signed in: our strict cookie comes with the next request,
        which a page of ours begins.
        """
        way = request.full_path.rstrip("?")
        if request.method == "GET" and is_from_elsewhere(request) and not cookie(ONCE) and _is_ours(way):
            answer = once_more(iri_to_uri(way))
            set_cookie(answer, ONCE, "yes", seconds=ONCE_SECONDS, same_site=LAX)
            return answer
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
        form, page = late_form(), page_of_form()
        kept = keep_for_session(self._visit(), token_of_session(), form) if form.fields else ""
        return Wanted(page or (f"/kept/{kept}" if kept else page_above() or "/"), kept)

    def _visit(self) -> Visit:
        return Visit(self.installation, NOBODY, self.clock())


def token_of_session() -> str:
    """What the browser holds of a session; empty if nothing."""
    token = cookie(SESSION)
    return token if len(token) < 100 else ""


def hold(answer: Response, token: str) -> Response:
    """Let the browser hold a session until it is closed, for our pages only, out of reach of scripts."""
    set_cookie(answer, SESSION, token)
    return answer


def let_go(answer: Response) -> Response:
    """Take the session from the browser, and what it kept of our pages."""
    drop_cookie(answer, SESSION)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def keep_wanted(answer: Response, wanted: Wanted) -> None:
    """Let the browser bring back, sealed, where somebody wanted to go."""
    if len(wanted.address) > LONGEST_WAY or not _is_ours(wanted.address):
        return
    sealed = key_of_pages().seal(PURPOSE, json.dumps(wanted))
    set_cookie(answer, WANTED, sealed, seconds=WANTED_SECONDS, same_site=LAX)


def way_back() -> str:
    """Where somebody wanted to go, with what they had typed; the first page where nothing is known."""
    try:
        address, kept = json.loads(key_of_pages().open(PURPOSE, cookie(WANTED)))
    except (Corrupt, ValueError):
        return "/"
    if not _is_ours(address):
        return "/"
    if not kept or address.startswith("/kept/"):
        return str(address)
    return f"{address}{'&' if '?' in address else '?'}kept={kept}"


def forget_wanted(answer: Response) -> Response:
    """The way back was gone."""
    drop_cookie(answer, WANTED, same_site=LAX)
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
