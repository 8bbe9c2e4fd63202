"""What views answer with: a page made of one object, a way on after a form, or a file to keep."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from paycards.errors import NotFound
from paycards.jobs.keep_form import kept_form
from paycards.pages.errors import ErrorPage
from paycards.pages.forms import Form
from paycards.web.context import Asked
from paycards.web.frame import frame_of

NOTHING_TYPED: Form = Form()
NOTHING_DONE: Mapping[str, str] = {}


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
    if form is NOTHING_TYPED and "kept" in request.args:
        form = _typed_before(asked)
    said = done.get(request.args.get("done", ""), "")
    frame = frame_of(asked, what, said)
    return render_template(template, page=page, form=form, frame=frame)


def _typed_before(asked: Asked) -> Form:
    """What the person had typed into a form of this page when their session ended."""
    try:
        found = kept_form(asked.visit, request.args["kept"])
    except NotFound:
        return NOTHING_TYPED
    return Form(dict(found.fields))


def after(asked: Asked, endpoint: str, *, done: str = "", **values: object) -> ResponseReturnValue:
    """Go on to a page after a form: of the same council, with the word that says what was done."""
    return redirect(address(asked, endpoint, done=done or None, **values), 303)


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
    frame = frame_of(g.get("asked"), page.heading, "")
    return render_template("errors/error.html", page=page, frame=frame), page.status
