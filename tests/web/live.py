"""The staff pages on a real port, for a browser: in a thread of the test, with people who are signed in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import make_server

from tests.web.signed import Staff


@contextmanager
def live(staff: Staff) -> Iterator[str]:
    """The address, until the end of the block."""
    server = make_server("127.0.0.1", 0, staff.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
