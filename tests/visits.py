"""A visit as jobs are given one, to look at an installation from the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from paycards.access import visit
from paycards.access.progress import Progress
from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.settings import Settings


def open_visit(settings: Settings, *, now: dt.datetime, actor: str = "tester") -> Visit:
    """A visitor who may see every council and do everything."""
    return visit.open_visit(settings, Visitor(actor), now=now)


@dataclass(frozen=True)
class Telling(Progress):
    """Passes on each word of progress."""

    to: Callable[[str], object]

    def tell(self, text: str) -> None:
        self.to(text)
