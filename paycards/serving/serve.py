"""Begins to serve: what would go wrong in the processes later is said here, in a sentence, before."""

from __future__ import annotations

import importlib.util
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from paycards.access.installation import open_installation
from paycards.serving.log import log_to_standard_error
from paycards.serving.metrics import metrics_served
from paycards.serving.ports import require_different, take
from paycards.serving.served import Make, Served


@contextmanager
def listening(served: Served) -> Iterator[list[socket.socket]]:
    """Take every port until the end of the block; the metrics are answered from now on.

    Raises UsageError when the database is not ready or a port cannot be taken.
    """
    open_installation(served.settings).close()
    require_different((*served.ports, *served.metrics))
    with ExitStack() as stack:
        taken = [stack.enter_context(closing(take(port))) for port in served.ports]
        for port in served.metrics:
            stack.enter_context(metrics_served(port))
        yield taken


def serve(served: Served, ports: list[socket.socket], make: Make) -> None:
    """Serve the pages on ports that are taken until the process is told to stop."""
    log_to_standard_error()
    if can_run_gunicorn():
        from paycards.serving.gunicorn_server import serve as run
    else:
        from paycards.serving.waitress_server import serve as run
    run(served, ports, make)


def can_run_gunicorn() -> bool:
    """Tell whether this system has what gunicorn needs."""
    return importlib.util.find_spec("fcntl") is not None
