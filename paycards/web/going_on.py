"""Pages that go on by themselves, or by their link: on a way that another site began no cookie is sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import g, make_response, render_template
from werkzeug.wrappers import Response

from paycards.web.context import Asked
from paycards.web.frame import frame_of


@dataclass(frozen=True)
class GoOnPage:
    """A page that goes on by itself."""

    says: str
    address: str = field(repr=False)


def go_on(asked: Asked | None, what: str, says: str, address: str) -> Response:
    """A page that goes on to an address."""
    page, frame = GoOnPage(says, address), frame_of(asked, what, "")
    answer = make_response(render_template("sign_in/go_on.html", page=page, frame=frame))
    answer.headers["Refresh"] = f"0; url={address}"
    return answer


def once_more(address: str) -> Response:
    """A page that asks for an address of ours again, with our cookies; without a form, it gives no token."""
    answer = go_on(None, "One moment", "The page you asked for comes next.", address)
    g.pop("new_open_token", None)
    return answer
