"""What is served, and where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paycards.serving.ports import Port
from paycards.settings.installation import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


HERE = "127.0.0.1"  # the metrics are for this machine only


@dataclass(frozen=True)
class Served:
    """What is served, where, and at which instant it is pretended to be, in a rehearsal."""

    settings: Settings
    host: str
    port: int
    customer_port: int = 0  # 0: no customers' pages
    ahead: dt.timedelta = dt.timedelta()  # of the real clock

    @property
    def ports(self) -> tuple[Port, ...]:
        """Every port that pages are asked at."""
        staff = Port(self.host, self.port, "the staff pages")
        customers = Port(self.host, self.customer_port, "the customers' pages")
        return (staff, customers) if self.customer_port else (staff,)

    @property
    def metrics(self) -> tuple[Port, ...]:
        """The port of the metrics, where the settings give one."""
        number = self.settings.serving.metrics_port
        return (Port(HERE, number, "the metrics (metrics_port under [serving])"),) if number else ()

    @property
    def places(self) -> list[str]:
        """Host and port of each that pages are asked at."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return [f"{host}:{port.number}" for port in self.ports]

    def now(self) -> dt.datetime:
        """The instant at which the books are pretended to be."""
        return dt.datetime.now(dt.UTC) + self.ahead


Make = Callable[[Served], "WSGIApplication"]  # called once in each process
