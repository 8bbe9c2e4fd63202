"""What a process of the server answers with: the staff pages, and the customers' on a port of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paycards.access.installation import open_installation
from paycards.serving.watching import Watched
from paycards.settings.installation import Settings
from paycards.web.app import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass(frozen=True)
class Served:
    """What is served, where, and at which instant it is pretended to be, in a rehearsal."""

    settings: Settings
    host: str
    port: int
    ahead: dt.timedelta = dt.timedelta()  # of the real clock

    @property
    def address(self) -> str:
        """The address of the staff pages."""
        return f"http://{self.host}:{self.port}"


def application_of(served: Served) -> WSGIApplication:
    """Open the installation, once for each process, and put the application together."""
    installation = open_installation(served.settings)
    staff = create_app(installation, ahead=served.ahead)
    return Watched(staff, installation, trusts_ids=served.settings.serving.proxies > 0)
