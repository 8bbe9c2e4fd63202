"""Serves by gunicorn: processes that are replaced when they die, and end what they began when they stop."""

from __future__ import annotations

import gc
import socket
import struct
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from paycards.serving.log import log_to_standard_error
from paycards.serving.metrics import forget_process
from paycards.serving.served import Make, Served

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


WAITS_SECONDS = 10  # for the next piece of a request


class GunicornServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with the settings of paycards; each process opens the installation for itself."""

    def __init__(self, served: Served, binds: list[str], make: Make) -> None:
        self.served = served
        self.binds = binds
        self.make = make
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how."""
        for name, value in options_of(self.served, self.binds).items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """What a process answers with."""
        return self.make(self.served)


def options_of(served: Served, binds: list[str]) -> dict[str, Any]:
    """The settings in gunicorn's words. The longest request is shorter than what stopping waits for."""
    serving = served.settings.serving
    return {
        "bind": binds,
        "workers": serving.workers,
        "threads": serving.threads,
        "worker_class": "gthread",
        "timeout": serving.request_seconds,
        "graceful_timeout": serving.stop_seconds,
        "keepalive": 5,
        "limit_request_line": 4094,
        "limit_request_fields": 60,
        "forwarded_allow_ips": "",
        "accesslog": None,
        "logger_class": QuietLog,
        "when_ready": _when_ready,
        "post_worker_init": lambda _: leave_what_stays(),
        "child_exit": lambda _, worker: forget_process(worker.pid),
        "proc_name": "paycards",
        "control_socket_disable": True,  # nobody steers the server by a file in a home that it may not have
    }


class QuietLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's own log, in the form of ours."""

    def setup(self, cfg: Any) -> None:
        """Use our lines."""
        super().setup(cfg)
        log_to_standard_error()


def leave_what_stays() -> None:
    """Look for what is no longer needed among what requests make, not through the program, which stays.

    To look through all of it takes a tenth of a second, in the middle of somebody's request.
    """
    gc.collect()
    gc.freeze()


def _when_ready(arbiter: Any) -> None:
    for listener in arbiter.LISTENERS:
        bound_waits(listener.sock, WAITS_SECONDS)


def bound_waits(listening: socket.socket, seconds: int) -> None:
    """Let every connection end that sends or takes nothing for a while: it would hold a thread for ever."""
    for side in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        listening.setsockopt(socket.SOL_SOCKET, side, struct.pack("ll", seconds, 0))


def serve(served: Served, ports: list[socket.socket], make: Make) -> None:
    """Serve on ports that are taken until the process is told to stop."""
    binds = [f"fd://{port.detach()}" for port in ports]  # gunicorn closes them
    GunicornServer(served, binds, make).run()
