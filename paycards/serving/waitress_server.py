"""Serves by waitress, one process with threads, where gunicorn does not run."""

from __future__ import annotations

import signal
import socket
import sys

from waitress.server import create_server

from paycards.serving.served import Make, Served


def serve(served: Served, ports: list[socket.socket], make: Make) -> None:
    """Serve on ports that are taken until the process is told to stop; what has begun is ended first."""
    serving = served.settings.serving
    server = create_server(
        make(served),
        sockets=ports,
        threads=serving.workers * serving.threads,
        channel_timeout=serving.request_seconds,
        max_request_body_size=(serving.upload_megabytes + 1) * 1024 * 1024,
        ident=None,
        clear_untrusted_proxy_headers=not serving.proxies,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # waitress then ends what has begun
    try:
        server.run()
    finally:
        server.task_dispatcher.shutdown(timeout=serving.stop_seconds)
        server.close()
