"""Whether cookies leave the browser over TLS alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request

from paycards.settings.serving import Serving

THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def is_secure(serving: Serving, request: Request) -> bool:
    """Yes, but where the settings say no, or this machine asks itself without TLS, as in a demo."""
    host = urlsplit(f"//{request.host}").hostname
    return serving.secure and (request.is_secure or host not in THIS_MACHINE)
