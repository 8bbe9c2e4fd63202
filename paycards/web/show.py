"""What views answer with: a page made of one object, a way on after a form, or a file to keep."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as WebResponse

from paycards.errors import NotFound
from paycards.jobs.keep_form import kept_form
from paycards.pages.cookies import cookie, set_cookie
from paycards.pages.errors import ErrorPage
from paycards.pages.forms import Form
from paycards.web.context import Asked
from paycards.web.frame import frame_of

NOTHING_TYPED: Form = Form()
NOTHING_DONE: Mapping[str, str] = {}
OWN = "You have already changed this yourself"
JUST_DONE = "paycards_done"
SECONDS = 60  # in which the page after an act says that it was done


def show(
    asked: Asked,
    template: str,
    what: str,
    page: object,
    *,
    form: Form = NOTHING_TYPED,
    done: Mapping[str, str] = NOTHING_DONE,
) -> str:
    """Draw a page. `what` is its heading; `done` words what an act just did, by the word that `after` gave.

    A template has: `page`, the one object of the job; `form`; `frame`, what stands around every page.
    """
    if request.method != "POST" and "kept" in request.args:
        form = _typed_before(asked) or form
    frame = frame_of(asked, what, _just_done(done))
    return render_template(template, page=page, form=form, frame=frame)


def show_part(asked: Asked, template: str, page: object) -> str:
    """Draw a part of a page, for the script of a page that is open already."""
    return render_template(template, page=page, now=asked.visit.now)


def _typed_before(asked: Asked) -> Form | None:
    """What the person had typed into a form of this page when their session ended."""
    try:
        found = kept_form(asked.visit, request.args["kept"])
    except NotFound:
        return None
    return Form(dict(found.fields)) if found.address == request.path else None


def after(asked: Asked, endpoint: str, *, done: str = "", **values: object) -> WebResponse:
    """Go on to a page after a form: of the same council, with the word that says what was done."""
    where = address(asked, endpoint, done=done or None, **values)
    answer = redirect(where, 303)
    if done:
        set_cookie(answer, JUST_DONE, _digest(unquote(urlsplit(where).path), done), seconds=SECONDS)
    return answer


def _just_done(words: Mapping[str, str]) -> str:
    """What was done, if it was done from here and just now: an address that is opened again says nothing."""
    done = request.args.get("done", "")
    return words.get(done, "") if cookie(JUST_DONE) == _digest(request.path, done) else ""


def _digest(path: str, done: str) -> str:
    return hashlib.sha256(f"{path} {done}".encode()).hexdigest()[:32]


def address(asked: Asked, endpoint: str, **values: object) -> str:
    """The address of a page, of the council that is asked about."""
    code = {"code": asked.council} if asked.council else {}
    return url_for(endpoint, **{**code, **values})  # type: ignore[arg-type]


def as_file(content: bytes, name: str, mimetype: str) -> Response:
    """A file to keep; its name is ours and says nothing of a person."""
    answer = Response(content, mimetype=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def show_error(page: ErrorPage) -> ResponseReturnValue:
    """Draw the page of an error, within what the person may see around it."""
    person = g.get("person")
    if page.by and person and page.by == person.email:
        page = replace(page, heading=OWN, advice="Look at what you did before, then decide.")
    if person is None and page.status == 422:
        page = replace(page, back="/sign-in")
    frame = frame_of(g.get("asked"), page.heading, "")
    return render_template("errors/error.html", page=page, frame=frame), page.status
