"""Who asks for a customer's page: nobody by name; a language, and perhaps the secret of a session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request

from paycards.access.installation import Installation
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.customer.wording import Wording, wording
from paycards.pages.tls import is_secure

CUSTOMER = Visitor("customer", permissions=frozenset({Permission.OPEN_CARD_PAGE}))
PLAIN_COOKIE = "paycards_card"
MINUTES = 30


@dataclass(frozen=True)
class Asked:
    """One request: the visit, the words of its language, and the secret of its session, empty without one."""

    visit: Visit
    words: Wording
    secret: str = ""


@dataclass(frozen=True)
class Hall:
    """What every request of the face is made from."""

    installation: Installation
    clock: Callable[[], dt.datetime]

    @property
    def secure(self) -> bool:
        """Tell whether cookies leave the browser over TLS alone."""
        return is_secure(self.installation.settings.serving, request)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie: bound to this host where it leaves over TLS alone."""
        return f"__Host-{PLAIN_COOKIE}" if self.secure else PLAIN_COOKIE

    def asked(self) -> Asked:
        """What this request asks."""
        visit = Visit(self.installation, CUSTOMER, self.clock())
        return Asked(visit, language_here(), request.cookies.get(self.cookie, "")[:100])

    def keep(self, answer: Response, secret: str) -> None:
        """Give the browser a session's secret; an empty one takes it away."""
        seconds = MINUTES * 60 if secret else 0
        answer.set_cookie(
            self.cookie, secret, max_age=seconds, httponly=True, samesite="Strict", secure=self.secure
        )


def language_here() -> Wording:
    """The language of the address; English where it says none."""
    return wording("cy" if request.path.startswith("/cy/") else "en")
