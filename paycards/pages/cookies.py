"""The cookies of the pages: for our own host alone, out of reach of scripts, over TLS where there is any.

With TLS their names say that only this host can have set them (`__Host-`): no other host of the council's
domain can put one of its own in their place.
"""

from __future__ import annotations

from typing import Literal

from flask import current_app, request
from werkzeug.wrappers import Response

from paycards.pages.tls import is_secure

STRICT: Literal["Strict"] = "Strict"  # not sent on a way that another site began
LAX: Literal["Lax"] = "Lax"  # sent when the person themselves comes from there


def goes_by_tls() -> bool:
    """Tell whether cookies leave the browser over TLS alone."""
    return is_secure(current_app.extensions["paycards.settings"].serving, request)


def cookie(name: str) -> str:
    """What the browser holds under one of our names; empty if nothing."""
    return request.cookies.get(_whole(name), "")


def set_cookie(
    answer: Response,
    name: str,
    value: str,
    *,
    seconds: int | None = None,
    same_site: Literal["Strict", "Lax"] = STRICT,
) -> None:
    """Let the browser hold something, for so long, or until it is closed."""
    answer.set_cookie(
        _whole(name),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        secure=goes_by_tls(),
        samesite=same_site,
    )


def drop_cookie(answer: Response, name: str, *, same_site: Literal["Strict", "Lax"] = STRICT) -> None:
    """Take it from the browser."""
    set_cookie(answer, name, "", seconds=0, same_site=same_site)


def _whole(name: str) -> str:
    return f"__Host-{name}" if goes_by_tls() else name
