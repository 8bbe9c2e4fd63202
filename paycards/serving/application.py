"""What a process of the server answers with: the staff pages, and the customers' on a port of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paycards.access.installation import open_installation
from paycards.customer.app import create_app as create_customer_app
from paycards.serving.served import Served
from paycards.serving.watching import Watched
from paycards.store.engine import for_pages
from paycards.web.app import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def application_of(served: Served) -> WSGIApplication:
    """Open the installation, once for each process, and put the application together."""
    installation = open_installation(served.settings, for_pages)
    staff = create_app(installation, ahead=served.ahead)
    customers = create_customer_app(installation, clock=served.now)
    faces = ByPort(staff, {str(served.customer_port): customers} if served.customer_port else {})
    return Watched(faces, installation, has_proxy=served.settings.serving.proxies > 0)


@dataclass(frozen=True)
class ByPort:
    """Answers by the port that was asked, which no header can say otherwise."""

    usual: WSGIApplication
    others: Mapping[str, WSGIApplication]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        return self.others.get(environ["SERVER_PORT"], self.usual)(environ, start_response)
