"""What stands round the application: health, an id for each request, its line in the log, its numbers.

`/healthz` says that the process lives, `/readyz` that the database answers at the right revision. Neither
says more, neither asks for a host name or a sign-in.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from paycards.access.installation import Installation
from paycards.jobs.is_ready import is_ready
from paycards.serving.log import REQUEST_ID
from paycards.serving.metrics import count

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    Trouble = OptExcInfo | None
    Write = Callable[[bytes], object]

PROXY_SAYS = "HTTP_X_FORWARDED_FOR"
PLAIN = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
PLAIN += [("X-Content-Type-Options", "nosniff")]
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_log = logging.getLogger("paycards.serving")


@dataclass(frozen=True)
class Watched:
    """An application with what stands round it; `has_proxy`: the settings say that one stands in front."""

    application: WSGIApplication
    installation: Installation
    has_proxy: bool = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ["PATH_INFO"] in ("/healthz", "/readyz"):
            return self._health(environ, start_response)
        number = self._id(environ)
        token = REQUEST_ID.set(number)
        if not self.has_proxy and PROXY_SAYS in environ:
            _warn_of_proxy()
        begun = time.perf_counter()
        status = ["500"]

        def started(line: str, headers: list[tuple[str, str]], trouble: Trouble = None) -> Write:
            status[0] = line[:3]
            return start_response(line, [*headers, ("X-Request-Id", number)], trouble)

        try:
            return self.application(environ, started)
        finally:
            _note(environ, status[0], time.perf_counter() - begun)
            REQUEST_ID.reset(token)

    def _id(self, environ: WSGIEnvironment) -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self.has_proxy else ""
        return given if _ID.fullmatch(given) else secrets.token_hex(8)

    def _health(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            start_response("405 Method Not Allowed", [*PLAIN, ("Allow", "GET, HEAD")])
            return [b""]
        is_well = environ["PATH_INFO"] == "/healthz" or is_ready(self.installation)
        start_response("200 OK" if is_well else "503 Service Unavailable", PLAIN)
        return [b"ok\n" if is_well else b"not ready\n"]


@cache
def _warn_of_proxy() -> None:
    """Say, once in each process, that a proxy may stand in front of which the settings do not know.

    Then everybody seems to come from its address, and the wrong attempts of one stop all others.
    """
    _log.warning("proxy_not_in_settings", extra={"facts": {"header": "X-Forwarded-For", "proxies": 0}})


def _note(environ: WSGIEnvironment, status: str, took_seconds: float) -> None:
    route, method = environ.get("paycards.route", "none"), environ["REQUEST_METHOD"]
    known = method if method in ("GET", "HEAD", "POST") else "other"
    count(route, known, status, took_seconds)
    facts = {"route": route, "method": known, "status": int(status), "ms": round(took_seconds * 1000)}
    _log.info("request", extra={"facts": facts})
