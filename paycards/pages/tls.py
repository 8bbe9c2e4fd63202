"""Whether cookies leave the browser over TLS alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request
from werkzeug.exceptions import SecurityError

from paycards.settings.serving import Serving

THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def is_secure(serving: Serving, request: Request) -> bool:
    """Yes, but where the settings say no, or this machine asks itself without TLS, as in a demo."""
    return serving.secure and (request.is_secure or _host_of(request) not in THIS_MACHINE)


def _host_of(request: Request) -> str:
    """The host name that is asked; empty for one that is none, or not served here."""
    try:
        return urlsplit(f"//{request.host}").hostname or ""
    except (SecurityError, ValueError):
        return ""
