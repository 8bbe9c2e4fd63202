"""Serves by waitress, one process with threads, where gunicorn does not run."""

from __future__ import annotations

import signal
import sys

from waitress.server import create_server

from paycards.serving.metrics import serve_metrics
from paycards.serving.served import Make, Served


def serve(served: Served, make: Make) -> None:
    """Serve until the process is told to stop; what has begun is ended first."""
    serving = served.settings.serving
    if serving.metrics_port:
        serve_metrics(serving.metrics_port)
    server = create_server(
        make(served),
        listen=" ".join(served.places),
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
