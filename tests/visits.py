"""A visit as jobs are given one, to look at an installation from the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from paycards.access import visit
from paycards.access.progress import Progress
from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.clock import local_date
from paycards.settings.installation import Settings
from paycards.settings.reading import load_settings
from paycards.store.councils import lock
from paycards.store.engine import writing
from paycards.store.step import Step

NOW = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)


def open_visit(settings: Settings, *, now: dt.datetime, actor: str = "tester") -> Visit:
    """A visitor who may see every council and do everything."""
    return visit.open_visit(settings, Visitor(actor), now=now)


@contextmanager
def visit_in(folder: Path, *, now: dt.datetime = NOW, actor: str = "tester") -> Iterator[Visit]:
    """A visit to what was prepared in a folder."""
    opened = open_visit(load_settings(folder / "paycards.toml"), now=now, actor=actor)
    try:
        yield opened
    finally:
        opened.installation.engine.dispose()


@dataclass(frozen=True)
class Telling(Progress):
    """Passes on each word of progress."""

    to: Callable[[str], object]

    def tell(self, text: str) -> None:
        self.to(text)


@contextmanager
def step_of(
    engine: Engine, council_id: int | None, at: dt.datetime = NOW, actor: str = "tester"
) -> Iterator[Step]:
    """A step of a council, as a visit opens one."""
    with writing(engine) as connection:
        if council_id is not None:
            lock(connection, council_id)
        yield Step(connection, council_id, at, local_date(at), actor)


def with_settings(visit: Visit, settings: Settings) -> Visit:
    """The same visit to the same database, with other settings."""
    return replace(visit, installation=replace(visit.installation, settings=settings))
