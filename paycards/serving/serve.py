"""Begins to serve: what would go wrong in the processes later is said here, in a sentence, before."""

from __future__ import annotations

import errno
import importlib.util
import socket

from paycards.access.installation import open_installation
from paycards.errors import UsageError
from paycards.serving.log import log_to_standard_error
from paycards.serving.metrics import HERE, prepare_folder, remove_folder
from paycards.serving.served import Make, Served


def check(served: Served) -> None:
    """Raise UsageError when the database is not ready or an address cannot be taken."""
    open_installation(served.settings).close()
    for port in served.ports:
        _try_address(served.host, port)
    if served.settings.serving.metrics_port:
        _try_address(HERE, served.settings.serving.metrics_port)


def serve(served: Served, make: Make) -> None:
    """Serve the pages until the process is told to stop. Raises UsageError as `check` does."""
    check(served)
    log_to_standard_error()
    folder = prepare_folder() if served.settings.serving.metrics_port else None
    try:
        if can_run_gunicorn():
            from paycards.serving.gunicorn_server import serve as run
        else:
            from paycards.serving.waitress_server import serve as run
        run(served, make)
    finally:
        if folder:
            remove_folder(folder)


def can_run_gunicorn() -> bool:
    """Tell whether this system has what gunicorn needs."""
    return importlib.util.find_spec("fcntl") is not None


def _try_address(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        raise UsageError(
            f"The address {host}, port {port}, cannot be used: {_why(error)}.",
            code="address_in_use",
            host=host,
            port=port,
        ) from error


def _why(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program has it"
    if error.errno == errno.EACCES:
        return "this user may not take a port this low"
    return (error.strerror or "it is no address of this machine").lower()
