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
from paycards.pages.cookies import cookie, drop_cookie, set_cookie

CUSTOMER = Visitor("customer", permissions=frozenset({Permission.OPEN_CARD_PAGE}))
COOKIE = "paycards_card"
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

    def asked(self) -> Asked:
        """What this request asks."""
        visit = Visit(self.installation, CUSTOMER, self.clock())
        return Asked(visit, language_here(), cookie(COOKIE)[:100])

    def keep(self, answer: Response, secret: str) -> None:
        """Give the browser a session's secret; an empty one takes it away."""
        if secret:
            set_cookie(answer, COOKIE, secret, seconds=MINUTES * 60)
        else:
            drop_cookie(answer, COOKIE)


def language_here() -> Wording:
    """The language of the address; English where it says none."""
    return wording("cy" if request.path.startswith("/cy/") else "en")
