"""The headers of every answer: one static policy, nothing kept unless its route says so."""

from __future__ import annotations

from flask import Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
}


def with_headers(answer: Response, caching: str) -> Response:
    """Give an answer its headers; an error is never kept. The name of the route is for log and metrics."""
    request.environ["paycards.route"] = request.endpoint or "none"
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    kept = caching if answer.status_code in (200, 304) else "no-store"
    answer.headers.setdefault("Cache-Control", kept)
    return answer
