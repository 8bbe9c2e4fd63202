"""What is served, and where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paycards.settings.installation import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


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


Make = Callable[[Served], "WSGIApplication"]  # called once in each process
