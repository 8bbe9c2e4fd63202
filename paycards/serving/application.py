"""What a process of the server answers with: the staff pages, and the customers' on a port of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paycards.access.installation import open_installation
from paycards.customer.app import create_app as create_customer_app
from paycards.serving.watching import Watched
from paycards.settings.installation import Settings
from paycards.web.app import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass(frozen=True)
class Served:
    """What is served, where, and at which instant it is pretended to be, in a rehearsal."""

    settings: Settings
    host: str
    port: int
    customer_port: int = 0  # 0: no customers' pages
    ahead: dt.timedelta = dt.timedelta()  # of the real clock

    @property
    def ports(self) -> tuple[int, ...]:
        """Every port that is listened on."""
        return (self.port, self.customer_port) if self.customer_port else (self.port,)

    @property
    def places(self) -> list[str]:
        """Host and port of each."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return [f"{host}:{port}" for port in self.ports]

    def now(self) -> dt.datetime:
        """The instant at which the books are pretended to be."""
        return dt.datetime.now(dt.UTC) + self.ahead


def application_of(served: Served) -> WSGIApplication:
    """Open the installation, once for each process, and put the application together."""
    installation = open_installation(served.settings)
    staff = create_app(installation, ahead=served.ahead)
    customers = create_customer_app(installation, clock=served.now)
    faces = ByPort(staff, {str(served.customer_port): customers} if served.customer_port else {})
    return Watched(faces, installation, trusts_ids=served.settings.serving.proxies > 0)


@dataclass(frozen=True)
class ByPort:
    """Answers by the port that was asked, which no header can say otherwise."""

    usual: WSGIApplication
    others: Mapping[str, WSGIApplication]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        return self.others.get(environ["SERVER_PORT"], self.usual)(environ, start_response)
