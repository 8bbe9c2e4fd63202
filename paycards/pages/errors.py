"""Errors as pages: what each one answers with, and what it says, here and nowhere else.

Never a stack trace, a path, a statement or a word of the terminal. What a person had typed is shown again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Flask, current_app, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from paycards.errors import Failed, Forbidden, NotFound, PaycardsError, Stale, TryAgain
from paycards.pages.forms import posted
from paycards.pages.paging import BadCursor

ASK_SUPPORT = "If it happens again, tell the person who looks after paycards when it happened."
PAGES: dict[int, tuple[str, str]] = {
    400: (
        "There is a problem with this address or form",
        "Go back to the page that you came from and try again.",
    ),
    403: ("You cannot do this", "Your role does not include it."),
    404: ("Page not found", "Check the address, or begin again from the first page."),
    405: ("This page cannot accept that request", "Go back to the page that you came from and try again."),
    409: ("Somebody else has already changed this", "Look at how it stands now, then decide."),
    413: ("This is too large", "Send a smaller file, or less text."),
    421: ("This address is not served here", "Check the address."),
    422: ("This could not be done", "Go back, change what is wrong and send it again."),
    429: ("Too many attempts", "Wait a while, then try again."),
    500: ("Sorry, there is a problem with the service", f"Nothing was left half done. {ASK_SUPPORT}"),
    503: ("Sorry, the service is unavailable", "Nothing was left half done. Try again in a minute."),
}
SENT_AGAIN = (409, 413, 422, 429, 500, 503)  # whose form the person may look at, and send again
# The first that fits.
STATUS = (
    (BadCursor, 400),
    (NotFound, 404),
    (Forbidden, 403),
    (Stale, 409),
    (TryAgain, 503),
    (Failed, 500),
    (PaycardsError, 422),
)
Show = Callable[["ErrorPage"], ResponseReturnValue]
_log = logging.getLogger("paycards.pages")


@dataclass(frozen=True)
class ErrorPage:
    """What the page of an error says; `typed` is what the person had written into the form.

    `back` is the page of the thing that it is about, `by` who was quicker with it, where that is known.
    """

    status: int
    heading: str
    sentence: str
    advice: str
    typed: dict[str, str]
    back: str = ""
    by: str = ""


def show_errors(app: Flask, show: Show) -> None:
    """Answer every error of an application with a page that `show` draws."""
    app.register_error_handler(PaycardsError, lambda error: show(_page_for(error)))
    app.register_error_handler(HTTPException, lambda error: _with_methods(show, error))
    app.register_error_handler(Exception, lambda error: show(_fault(error)))


def _with_methods(show: Show, error: HTTPException) -> ResponseReturnValue:
    """The page of an error of HTTP; one about the method names those that there are."""
    answer = make_response(show(page_of(error.code or 500)))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def refused_form(filled: str = "") -> ErrorPage:
    """The page for a form that does not come from a page of this session; `filled` is where it is kept."""
    sentence = (
        "This form was open for too long, or it did not come from a page of paycards. Nothing was done."
    )
    advice = (
        "What you had entered is kept for an hour: open the form again, look at it and send it."
        if filled
        else "Open the page again and send the form from there."
    )
    return replace(page_of(403, sentence, advice), back=filled or page_above())


def _page_for(error: PaycardsError) -> ErrorPage:
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    if isinstance(error, NotFound) or status >= 500:
        if status == 500:
            _log.error("failed", extra={"facts": {"error": type(error).__name__, "code": error.code}})
        return page_of(status)
    if "why" in error.facts:  # it is for whoever looks after paycards, and names nobody
        _log.warning("refused", extra={"facts": {"code": error.code, "why": error.facts["why"]}})
    return replace(page_of(status, str(error)), by=str(error.facts.get("by", "")))


def page_above() -> str:
    """The page that an address of a form stands on: its own, or the nearest one above; empty for none."""
    address = request.path
    while address.count("/") > 1 and not is_page(address):
        address = address.rpartition("/")[0]
    return address if is_page(address) else ""


def is_page(address: str) -> bool:
    """Tell whether an address of ours shows a page."""
    try:
        adapter = current_app.create_url_adapter(request)
        return adapter is not None and bool(adapter.match(address, method="GET"))
    except HTTPException:
        return False


def _fault(error: Exception) -> ErrorPage:
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno}" if place else ""
    # never its text: it may hold what a person typed
    _log.error("fault", extra={"facts": {"error": type(error).__name__, "where": where}})
    return page_of(500)


def page_of(status: int, sentence: str = "", advice: str = "") -> ErrorPage:
    """The page of a status, in other words where there are better ones."""
    known = status if status in PAGES else (400 if status < 500 else 500)
    heading, usual = PAGES[known]
    typed = posted().shown if request.method == "POST" and known not in (400, 413) else {}
    back = page_above() if request.method == "POST" and known in SENT_AGAIN else ""
    return ErrorPage(status, heading, sentence, advice or usual, typed, back)
