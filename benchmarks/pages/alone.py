"""Each page alone, by seconds of the processors: what it takes, its queries, the bare SQL, and its weight.

The application runs in this process, so that its seconds are told from those of others who use the machine.
The bare SQL are the statements that the page sends, with the same values, by the driver alone.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from random import Random
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import Engine, event
from werkzeug.test import Client

from benchmarks.pages.browser import Answer, Browser, Raw, open_card, sign_in, weight
from benchmarks.pages.tasks import TASKS, Samples, Task
from benchmarks.pages.town import NOW, Town
from benchmarks.seconds import Processors, seconds_of_process

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TIMES = 9
Sent = list[tuple[str, Any]]


@dataclass(frozen=True)
class Alone:
    """Milliseconds of the processors: the first time, before anything is kept; the median of the others."""

    first_ms: float
    ms: float
    bare_ms: float
    queries: int
    size: int
    first_visit_size: int

    @property
    def times_bare(self) -> float:
        """How many times as long as the bare SQL it takes."""
        return self.ms / self.bare_ms if self.bare_ms else 0.0


@dataclass
class Line:
    """The way to an application in this process; what it took is told in seconds of the processors."""

    application: WSGIApplication
    engine: Engine
    sent: Sent = field(default_factory=list)
    processors: Processors = field(init=False)

    def __post_init__(self) -> None:
        """Watch which processes of the server work for this one."""
        self.processors = Processors(self.engine)

    def __call__(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Raw:
        """Ask, and note what is sent to the database."""
        client = Client(self.application, use_cookies=False)
        began = self.processors.seconds()
        with noted(self.engine, self.sent):
            answer = client.open(path, method=method, data=body, headers=headers)
            content = answer.get_data()
        took = self.processors.seconds() - began
        head = Message()
        for name, value in answer.headers:
            head[name] = value
        return Raw(answer.status_code, head, content, took)


@contextmanager
def noted(engine: Engine, sent: Sent) -> Iterator[None]:
    """Note the statements that are sent within the block, with their values."""

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        sent.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", note)


def each_alone(town: Town, samples: Samples) -> dict[str, Alone]:
    """Do each task some times, each with another sample."""
    from paycards.access.installation import open_installation
    from paycards.customer.app import create_app as create_customer_app
    from paycards.settings.reading import load_settings
    from paycards.web.app import create_app

    installation = open_installation(load_settings(town.settings))
    try:
        staff = Line(create_app(installation, ahead=NOW - _real_now()), installation.engine)
        customers = Line(create_customer_app(installation, clock=lambda: NOW), installation.engine)
        browsers = {
            "housing": sign_in(staff, town.people[0]),
            "finance": sign_in(staff, town.people[1]),
            "customer": open_card(customers, town.customers[0]),
        }
        with psycopg.connect(_address(installation.engine), prepare_threshold=None) as bare:
            bare.execute("SET jit = off")  # as the pages have it
            bare.commit()
            return {task.name: _measure(task, browsers[task.who], samples, bare) for task in TASKS}
    finally:
        installation.close()


def _real_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _address(engine: Engine) -> str:
    address = engine.url.render_as_string(hide_password=False)
    return address.replace("postgresql+psycopg:", "postgresql:")


def _measure(task: Task, browser: Browser, samples: Samples, bare: psycopg.Connection) -> Alone:
    line: Line = browser.ask  # type: ignore[assignment]
    took, bared, counts = [], [], []
    answers: list[Answer] = []
    for number in range(TIMES + 1):
        line.sent.clear()
        answers = task.act(browser, samples, Random(number))  # noqa: S311 - the same each time
        took.append(sum(answer.seconds for answer in answers))
        counts.append(len(line.sent))
        bared.append(_bare(bare, line.sent))
    page = next(answer for answer in answers if answer.status == 200)
    return Alone(
        first_ms=took[0] * 1000,
        ms=statistics.median(took[1:]) * 1000,
        bare_ms=statistics.median(bared[1:]) * 1000,
        queries=max(counts),
        size=page.size,
        first_visit_size=page.size + weight(browser, page),
    )


def _bare(connection: psycopg.Connection, sent: Sent) -> float:
    """Seconds of the processors that the statements which only read take by the driver alone."""
    number = connection.info.backend_pid
    before, began = seconds_of_process(number), time.process_time()
    for statement, values in sent:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")) and "FOR UPDATE" not in statement:
            connection.execute(statement, values).fetchall()
    took = time.process_time() - began + seconds_of_process(number) - before
    connection.rollback()
    return took
