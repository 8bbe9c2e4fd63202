"""Numbers for Prometheus: how many requests, how long they took, by the name of the route; never an id.

Each process of the server writes its own into a folder; one port of this machine adds them up.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycards.left_overs import temporary_folder
from paycards.serving.ports import Port, cannot_be_used

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the name is the library's
_meters: list[tuple[Counter, Histogram]] = []


def count(route: str, method: str, status: str, took_seconds: float) -> None:
    """Count a request, where the numbers are kept."""
    if FOLDER not in os.environ:
        return
    if not _meters:
        _meters.append(_make_meters())
    requests, seconds = _meters[0]
    requests.labels(route, method, status).inc()
    seconds.labels(route).observe(took_seconds)


def _make_meters() -> tuple[Counter, Histogram]:
    from prometheus_client import Counter, Histogram

    requests = Counter("paycards_requests", "Requests answered.", ["route", "method", "status"])
    seconds = Histogram("paycards_request_seconds", "How long requests took.", ["route"])
    return requests, seconds


@contextmanager
def metrics_served(port: Port) -> Iterator[None]:
    """Count, and answer on a port with the numbers of all processes.

    Raises UsageError if the port cannot be had.
    """
    with temporary_folder("paycards-metrics-") as folder:
        os.environ[FOLDER] = str(folder)  # before the library is loaded
        try:
            _answer(port)
            yield
        finally:
            os.environ.pop(FOLDER, None)


def _answer(port: Port) -> None:
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    try:
        start_http_server(port.number, port.host, registry)
    except OSError as error:
        raise cannot_be_used(port, error) from error


def forget_process(pid: int) -> None:
    """Let go of what a process that has ended was in the middle of."""
    if FOLDER in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(pid)  # type: ignore[no-untyped-call]
