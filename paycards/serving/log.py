"""The server's log: one line of JSON an event, with the id of the request.

Names of routes, never addresses; numbers, never a name, a reference, a card number or what was searched.

>>> record = logging.makeLogRecord({"levelname": "INFO", "msg": "stopped", "created": 0})
>>> Line().format(record)
'{"at": "1970-01-01T00:00:00.000+00:00", "level": "info", "event": "stopped"}'
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from contextvars import ContextVar

REQUEST_ID: ContextVar[str] = ContextVar("paycards_request_id", default="")


class Line(logging.Formatter):
    """One record as one line; of an exception its kind only, since its text may hold what a person typed."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        request = REQUEST_ID.get()
        if request:
            line["request"] = request
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line | getattr(record, "facts", {}), default=str)


def log_to_standard_error() -> None:
    """Send what paycards and its server say to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    for name in ("paycards", "gunicorn.error", "waitress"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.INFO)
